import { batchNormTrain, type Scope } from '@codistill/core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ones, zeros } from './initializers.ts';

export interface BatchNormOptions {
  /** What is added to the variance; default 1e-5. */
  readonly epsilon?: number;
  /** The part that the batch has in the running statistics; default 0.1, PyTorch's meaning. */
  readonly momentum?: number;
}

/**
 * scale (x - m) / sqrt(v + epsilon) + offset over all axes but the last (Ioffe and Szegedy 2015).
 * Training: m and v of the batch, and running statistics r' = (1 - momentum) r + momentum (m, v N /
 * (N - 1)), the variance unbiased there as in PyTorch. Else: m and v are the running statistics.
 *
 * @example
 * ```ts
 * const map = batchNorm(scope.at('norm'), images);
 * console.log(map.shape); // [ 2, 8, 8, 3 ]
 * ```
 */
export function batchNorm<T extends Tensor>(
  scope: Scope,
  x: T,
  { epsilon = 1e-5, momentum = 0.1 }: BatchNormOptions = {},
): T {
  const channels = x.shape[x.rank - 1]!;
  const scale = scope.param('scale', [channels], ones) as Tensor1D;
  const offset = scope.param('offset', [channels], zeros) as Tensor1D;
  const mean = scope.stat('mean', [channels], zeros);
  const variance = scope.stat('variance', [channels], ones);
  if (!scope.training) {
    const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(x, factor), tf.sub(offset, tf.mul(mean, factor))) as T;
  }
  const now = batchNormTrain(x, scale, offset, epsilon);
  const count = x.size / channels;
  const moved = (before: Tensor, value: Tensor) =>
    tf.add(tf.mul(before, 1 - momentum), tf.mul(value, momentum));
  scope.setStat('mean', moved(mean, now.mean));
  scope.setStat('variance', moved(variance, tf.mul(now.variance, count / Math.max(1, count - 1))));
  return now.y as T;
}

/**
 * scale (x - m) / sqrt(v + epsilon) + offset, m and v of each position over the last axis (Ba,
 * Kiros and Hinton 2016).
 */
export function layerNorm<T extends Tensor>(
  scope: Scope,
  x: T,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): T {
  const channels = x.shape[x.rank - 1]!;
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(
    tf.mul(normal, scope.param('scale', [channels], ones)),
    scope.param('offset', [channels], zeros),
  ) as T;
}
