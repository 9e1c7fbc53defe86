import type { Peer } from '@codistill/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** 1 where the class of the largest logit is not that of the largest label, else 0; [batch]. */
export const errors = ({ logits, labels }: Peer): Tensor1D =>
  tf.cast(tf.notEqual(tf.argMax(logits, 1), tf.argMax(labels, 1)), 'float32') as Tensor1D;

/**
 * max_{k != y} z_k - z_y of each example, [batch], y the class of the largest label: negative where
 * the example is classified rightly.
 */
export function negativeMargins({ logits, labels }: Peer): Tensor1D {
  const own = tf.oneHot(tf.argMax(labels, 1) as Tensor1D, labels.shape[1]) as Tensor2D;
  const right = tf.sum(tf.mul(logits, own), 1);
  const largestOther = tf.max(tf.where(tf.cast(own, 'bool'), tf.fill(own.shape, -1e30), logits), 1);
  return tf.sub(largestOther, right) as Tensor1D;
}
