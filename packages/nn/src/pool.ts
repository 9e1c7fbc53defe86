import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The options of `maxPool` and `averagePool`. */
export interface PoolOptions {
  /** The height and width of the window. */
  readonly size: number;
  /** Default: `size`. */
  readonly strides?: number;
  /** Rows and columns added on each side; default 0, and at most half of `size`. */
  readonly padding?: number;
}

/**
 * The mean of each channel over height and width, [batch, height, width, channels] to [batch,
 * channels].
 */
export const globalAveragePool = (x: Tensor4D): Tensor2D => tf.mean(x, [1, 2]) as Tensor2D;

/**
 * The maximum of each channel in each window, [batch, height, width, channels] to [batch, height',
 * width', channels]. Padding is never the maximum, as in PyTorch. height' = floor((height + 2
 * padding - size) / strides) + 1. With `ceil`, it is rounded up, unless the last window would start
 * outside the image and its padding on the left.
 *
 * @example
 * ```ts
 * const map = maxPool(images, { size: 3, strides: 2, padding: 1 });
 * console.log(map.shape); // [ 2, 4, 4, 3 ]
 * ```
 */
export function maxPool(
  x: Tensor4D,
  { size, strides = size, padding = 0, ceil = false }: PoolOptions & { readonly ceil?: boolean },
): Tensor4D {
  const sides = [x.shape[1], x.shape[2]].map((extent): [number, number] => {
    if (!ceil) return [padding, padding];
    const steps = Math.ceil((extent + 2 * padding - size) / strides);
    const windows = steps * strides < extent + padding ? steps : steps - 1;
    return [padding, Math.max(padding, windows * strides + size - extent - padding)];
  });
  return tf.maxPool(padded(x, sides, Number.NEGATIVE_INFINITY), size, strides, 'valid');
}

/**
 * The mean of each channel in each window, [batch, height, width, channels] to [batch, height',
 * width', channels] with sizes as in `maxPool`. The zeros of the padding count in the mean, as in
 * PyTorch.
 *
 * @example
 * ```ts
 * console.log(averagePool(images, { size: 2 }).shape); // [ 2, 4, 4, 3 ]
 * ```
 */
export function averagePool(
  x: Tensor4D,
  { size, strides = size, padding = 0 }: PoolOptions,
): Tensor4D {
  const sides: [number, number] = [padding, padding];
  return tf.avgPool(padded(x, [sides, sides], 0), size, strides, 'valid');
}

/**
 * The mean of each channel in `size` x `size` windows that cover the map, [batch, height, width,
 * channels] to [batch, size, size, channels]. Window i goes from row floor(i height / size) to row
 * ceil((i + 1) height / size), so windows may overlap, as in PyTorch's adaptive pooling. A map that
 * is smaller than `size` is repeated.
 */
export function adaptiveAveragePool(x: Tensor4D, size: number): Tensor4D {
  const columns = averagedLast(tf.transpose(x, [0, 3, 1, 2]), size);
  return tf.transpose(averagedLast(tf.transpose(columns, [0, 1, 3, 2]), size), [0, 3, 2, 1]);
}

/** The means of `size` windows along the last axis, [a, b, c, extent] to [a, b, c, size]. */
function averagedLast(x: Tensor4D, size: number): Tensor4D {
  const [a, b, c, extent] = x.shape;
  if (extent === size) return x;
  const weights = tf.buffer([extent, size]);
  for (let i = 0; i < size; i++) {
    const first = Math.floor((i * extent) / size);
    const end = Math.ceil(((i + 1) * extent) / size);
    for (let k = first; k < end; k++) weights.set(1 / (end - first), k, i);
  }
  // A product of matrices has a gradient on every engine, and takes an empty batch.
  const rows = tf.reshape(x, [a * b * c, extent]);
  return tf.reshape(tf.matMul(rows, weights.toTensor() as Tensor2D), [a, b, c, size]);
}

/** x with rows and columns of `value` before and after, as `sides` says for height and width. */
const padded = (x: Tensor4D, sides: readonly [number, number][], value: number): Tensor4D =>
  sides.flat().every((count) => count === 0)
    ? x
    : (tf.pad(x as Tensor, [[0, 0], ...sides, [0, 0]], value) as Tensor4D);
