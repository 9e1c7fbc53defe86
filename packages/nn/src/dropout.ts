import type { Scope } from '@codistill/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * In training, x with each element set to 0 with probability `rate` and the others multiplied by 1
 * / (1 - rate). In evaluation, x. The shape stays; `rate` is in [0, 1). Source: Srivastava et al.
 * 2014.
 */
export function dropout<T extends Tensor>(scope: Scope, x: T, rate: number): T {
  if (!scope.training || rate === 0) return x;
  const kept = tf.cast(tf.greaterEqual(scope.random.uniform('dropout', x.shape), rate), 'float32');
  return tf.mul(x, tf.mul(kept, 1 / (1 - rate))) as T;
}
