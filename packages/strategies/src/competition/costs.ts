import type { Distribution, DistributionName, Peer } from '@codistill/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The distributions whose predictions are right or wrong. */
export const withAnswers: readonly DistributionName[] = ['categorical', 'bernoulli'];

/**
 * The error rate of each example, [batch]: 0 or 1 for classes, the fraction of wrong bits for bits.
 */
export const errors = ({ logits, targets }: Peer, { right }: Distribution): Tensor1D =>
  tf.sub(1, right!(logits, targets));

/**
 * The negative margin of each example, [batch]. It is negative if the example is classified
 * correctly.
 *
 *     classes   max_{k != y} z_k - z_y, y the class with the largest label
 *     bits      -mean_k (2 [y_k > 1/2] - 1) z_k
 */
export function negativeMargins({ logits, targets }: Peer, { name }: Distribution): Tensor1D {
  if (name === 'bernoulli') {
    const signs = tf.sub(tf.mul(2, tf.cast(tf.greaterEqual(targets, 0.5), 'float32')), 1);
    return tf.neg(tf.mean(tf.mul(signs, logits), 1)) as Tensor1D;
  }
  const own = tf.oneHot(tf.argMax(targets, 1) as Tensor1D, targets.shape[1]) as Tensor2D;
  const right = tf.sum(tf.mul(logits, own), 1);
  const largestOther = tf.max(tf.where(tf.cast(own, 'bool'), tf.fill(own.shape, -1e30), logits), 1);
  return tf.sub(largestOther, right) as Tensor1D;
}
