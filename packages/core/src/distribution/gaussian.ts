import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Distribution } from './distribution.ts';

/** |a - b|^2 / 2 of each example, [batch]. */
const halfSquares = (a: Tensor2D, b: Tensor2D): Tensor1D =>
  tf.mul(tf.sum(tf.squaredDifference(a, b), 1), 0.5);

/**
 * K numbers with unit variance; the logits z are the means. `kl` is symmetric, and T^2 kl at a
 * temperature T does not depend on T.
 */
export const gaussian: Distribution = {
  name: 'gaussian',
  mean: (logits) => logits,
  logits: (mean) => mean,
  ce: halfSquares,
  kl: halfSquares,
  smoothed: undefined,
  ensemble: (logits) =>
    logits.length === 1 ? logits[0]! : (tf.div(tf.addN([...logits]), logits.length) as Tensor2D),
  curvature: (_logits, direction) => tf.sum(tf.square(direction), 1),
  right: undefined,
  hostMean: (logits) => logits,
};
