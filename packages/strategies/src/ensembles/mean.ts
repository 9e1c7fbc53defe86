import type { Prediction } from '@codistill/core';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The mean of the logits, [batch, classes]. */
export const meanLogits = (peers: readonly Prediction[]): Tensor2D =>
  (peers.length === 1
    ? peers[0]!.logits
    : tf.div(tf.addN(peers.map(({ logits }) => logits)), peers.length)) as Tensor2D;

/**
 * Logits z, [batch, classes], with softmax(z / T) = mean_i softmax(z_i / T): the mean of the
 * softened probabilities as a prediction. Where T is high, these differ little from 1 / K, and the
 * logarithm's rounding error times T would be as large as what they differ by; so with u_i = z_i /
 * T, m their mean over i and a_i = u_i - m - (lse(u_i) - mean_j lse(u_j)), z / T is m + log(1 +
 * mean_i (e^{a_i} - 1)), but for a constant. Where peers are far apart it is log mean_i p_i, and
 * probabilities below 1e-30 count as 1e-30, so that z is finite.
 */
export function meanProbabilities(
  peers: readonly Prediction[],
  temperature: number | Scalar,
): Tensor2D {
  if (peers.length === 1) return peers[0]!.logits;
  const mean = (all: readonly Tensor[]) => tf.div(tf.addN([...all]), all.length);
  const scaled = peers.map(({ logits }) => tf.div(logits, temperature) as Tensor2D);
  const soft = mean(scaled.map((z) => tf.softmax(z)));
  const far = tf.log(tf.maximum(soft, 1e-30));
  const middle = mean(scaled);
  const normalizers = scaled.map((z) => tf.logSumExp(z, 1, true));
  const normalizer = mean(normalizers);
  const gaps = scaled.map((z, i) => tf.sub(tf.sub(z, middle), tf.sub(normalizers[i]!, normalizer)));
  const near = tf.add(middle, tf.log1p(mean(gaps.map((gap) => tf.expm1(gap)))));
  const largest = tf.max(tf.abs(tf.stack(gaps)), [0, 2]);
  const close = tf.expandDims(tf.less(largest, 1), 1);
  return tf.mul(tf.where(close, near, far), temperature) as Tensor2D;
}
