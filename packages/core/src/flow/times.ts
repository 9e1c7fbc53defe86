import type { Scalar } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The product a b of two weights: a number if both are numbers, else a scalar. A factor that is the
 * number 1 adds no operation to the graph.
 *
 * @example
 * ```ts
 * console.log(times(0.5, 4)); // 2
 * const weight = times(tf.scalar(0.5), 1 / (peers.length - 1));
 * ```
 */
export function times(a: number | Scalar, b: number | Scalar): number | Scalar {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (a === 1) return b;
  return b === 1 ? a : (tf.mul(a, b) as Scalar);
}
