import type { Prediction } from '@codistill/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The mean of the logits over the peers, [batch, classes]. */
export const meanLogits = (peers: readonly Prediction[]): Tensor2D =>
  (peers.length === 1
    ? peers[0]!.logits
    : tf.div(tf.addN(peers.map(({ logits }) => logits)), peers.length)) as Tensor2D;
