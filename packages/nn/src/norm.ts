import { batchNormTrain, layerNormalization, type Scope } from '@codistill/core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ones, zeros } from './initializers.ts';

/** The options of `batchNorm`. */
export interface BatchNormOptions {
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
  /** The weight of the batch in the running statistics, as in PyTorch; default 0.1. */
  readonly momentum?: number;
}

/**
 * Batch normalization over all axes but the last, [..., channels] to the same shape: scale (x - m)
 * / sqrt(v + epsilon) + offset. In training, m and v are the mean and the biased variance of the
 * batch. The running statistics become r' = (1 - momentum) r + momentum m for the mean, and the
 * same with the unbiased variance v N / (N - 1) for the variance, as in PyTorch; N is the number of
 * elements per channel. In evaluation, m and v are the running statistics. `scale` and `offset` are
 * [channels]. Source: Ioffe and Szegedy 2015.
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
 * Layer normalization over the last axis. It maps [..., channels] to the same shape: scale (x - m)
 * / sqrt(v + epsilon) + offset, with the mean m and the biased variance v of each position. `scale`
 * and `offset` are [channels]; `epsilon` defaults to 1e-5. Source: Ba, Kiros and Hinton 2016.
 */
export function layerNorm<T extends Tensor>(
  scope: Scope,
  x: T,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): T {
  const channels = x.shape[x.rank - 1]!;
  const scale = scope.param('scale', [channels], ones) as Tensor1D;
  return layerNormalization(
    x,
    scale,
    scope.param('offset', [channels], zeros) as Tensor1D,
    epsilon,
  );
}

/**
 * Root-mean-square normalization over the last axis. It maps [..., channels] to the same shape:
 * scale x / sqrt(mean(x^2) + epsilon), with the mean over the channels of each position. `scale` is
 * [channels]; `epsilon` defaults to 1e-5. Source: Zhang and Sennrich 2019.
 */
export function rmsNorm<T extends Tensor>(
  scope: Scope,
  x: T,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): T {
  const size = tf.mean(tf.square(x), -1, true);
  const normal = tf.mul(x, tf.rsqrt(tf.add(size, epsilon)));
  return tf.mul(normal, scope.param('scale', [x.shape[x.rank - 1]!], ones)) as T;
}
