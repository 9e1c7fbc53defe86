import type { Distribution, DistributionName, Peer } from '@codistill/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The distributions whose answers are right or wrong. */
export const withAnswers: readonly DistributionName[] = ['categorical', 'bernoulli'];

/** The share of wrong answers of each example, [batch]: 0 or 1 for classes. */
export const errors = ({ logits, labels }: Peer, { right }: Distribution): Tensor1D =>
  tf.sub(1, right!(logits, labels));

/**
 * max_{k != y} z_k - z_y of each example, [batch], y the class of the largest label: negative where
 * the example is classified rightly. Of bits, -mean_k (2 [y_k > 1/2] - 1) z_k.
 */
export function negativeMargins({ logits, labels }: Peer, { name }: Distribution): Tensor1D {
  if (name === 'bernoulli') {
    const signs = tf.sub(tf.mul(2, tf.cast(tf.greaterEqual(labels, 0.5), 'float32')), 1);
    return tf.neg(tf.mean(tf.mul(signs, logits), 1)) as Tensor1D;
  }
  const own = tf.oneHot(tf.argMax(labels, 1) as Tensor1D, labels.shape[1]) as Tensor2D;
  const right = tf.sum(tf.mul(logits, own), 1);
  const largestOther = tf.max(tf.where(tf.cast(own, 'bool'), tf.fill(own.shape, -1e30), logits), 1);
  return tf.sub(largestOther, right) as Tensor1D;
}
