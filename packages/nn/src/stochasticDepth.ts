import type { Scope } from '@codistill/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * In training, x with each example set to 0 with probability `rate` and the others multiplied by 1
 * / (1 - rate): the rest of a residual block is skipped for some examples. In evaluation, x. The
 * shape [batch, ...] stays; `rate` is in [0, 1). Source: Huang et al., ECCV 2016, here for each
 * example.
 */
export function stochasticDepth<T extends Tensor>(scope: Scope, x: T, rate: number): T {
  if (!scope.training || rate === 0) return x;
  const shape = x.shape.map((extent, axis) => (axis === 0 ? extent : 1));
  const drawn = scope.random.uniform('stochasticDepth', shape);
  const kept = tf.cast(tf.greaterEqual(drawn, rate), 'float32');
  return tf.mul(x, tf.mul(kept, 1 / (1 - rate))) as T;
}
