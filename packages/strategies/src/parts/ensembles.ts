import type { Peer, Prediction } from '@codistill/core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The mean of the logits, [batch, classes]. */
export const meanLogits = (peers: readonly Prediction[]): Tensor2D =>
  (peers.length === 1
    ? peers[0]!.logits
    : tf.div(tf.addN(peers.map(({ logits }) => logits)), peers.length)) as Tensor2D;

/**
 * Logits z, [batch, classes], with softmax(z / T) = mean_i softmax(z_i / T): the mean of the
 * softened probabilities as a prediction. Probabilities below 1e-30 count as 1e-30, so that z is
 * finite.
 */
export function meanProbabilities(
  peers: readonly Prediction[],
  temperature: number | Scalar,
): Tensor2D {
  if (peers.length === 1) return peers[0]!.logits;
  const soft = peers.map(({ logits }) => tf.softmax(tf.div(logits, temperature) as Tensor2D));
  return tf.mul(
    tf.log(tf.maximum(tf.div(tf.addN(soft), peers.length), 1e-30)),
    temperature,
  ) as Tensor2D;
}

/** All peers but one. */
export const others = (peers: readonly Peer[], one: Peer): readonly Peer[] =>
  peers.filter((peer) => peer !== one);
