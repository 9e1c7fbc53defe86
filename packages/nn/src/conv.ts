import type { Initializer, Scope } from '@codistill/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { heNormal, zeros } from './initializers.ts';

export interface ConvOptions {
  readonly filters: number;
  readonly kernelSize: number;
  /** Default 1. */
  readonly strides?: number;
  /**
   * Rows and columns of zeros on every side; default (kernelSize - 1) / 2 rounded down, as
   * PyTorch's layers are used. TF.js's 'same' would add them on one side at stride 2.
   */
  readonly padding?: number;
  /** Default false: a batch norm follows. */
  readonly bias?: boolean;
  readonly init?: Initializer;
}

/**
 * Convolution of a map [batch, height, width, channels] by `kernel` [size, size, channels, filters]
 * gives [batch, height', width', filters], height' = floor((height + 2 padding - size) / strides) +
 * 1.
 *
 * @example
 * ```ts
 * const map = conv(scope.at('conv'), images, { filters: 16, kernelSize: 3, strides: 2 });
 * console.log(map.shape); // [ 2, 4, 4, 16 ]
 * ```
 */
export function conv(
  scope: Scope,
  x: Tensor4D,
  {
    filters,
    kernelSize,
    strides = 1,
    padding = (kernelSize - 1) >> 1,
    bias = false,
    init = heNormal('out'),
  }: ConvOptions,
): Tensor4D {
  const kernel = scope.param(
    'kernel',
    [kernelSize, kernelSize, x.shape[3], filters],
    init,
  ) as Tensor4D;
  const [input, pad] = padded(x, kernelSize, strides, padding);
  const y = tf.conv2d(input, kernel, strides, pad);
  return bias ? (tf.add(y, scope.param('bias', [filters], zeros)) as Tensor4D) : y;
}

/**
 * Convolution of each channel by its own `kernel` [size, size, channels, 1] gives [batch, height',
 * width', channels]. Its fan-out is size^2; PyTorch counts size^2 channels.
 */
export function depthwiseConv(
  scope: Scope,
  x: Tensor4D,
  {
    kernelSize,
    strides = 1,
    padding = (kernelSize - 1) >> 1,
    init = heNormal('out'),
  }: Omit<ConvOptions, 'filters' | 'bias'>,
): Tensor4D {
  const kernel = scope.param('kernel', [kernelSize, kernelSize, x.shape[3], 1], init) as Tensor4D;
  const [input, pad] = padded(x, kernelSize, strides, padding);
  return tf.depthwiseConv2d(input, kernel, strides, pad);
}

/**
 * Symmetric padding by what every engine differentiates: 'same' where it is the same, else an
 * explicit pad, which has a gradient where numbers for `pad` have none.
 */
function padded(
  x: Tensor4D,
  kernelSize: number,
  strides: number,
  padding: number,
): readonly [Tensor4D, 'same' | 'valid'] {
  if (padding === 0) return [x, 'valid'];
  if (strides === 1 && kernelSize % 2 === 1 && padding === kernelSize >> 1) return [x, 'same'];
  const sides: [number, number] = [padding, padding];
  return [tf.pad(x as Tensor, [[0, 0], sides, sides, [0, 0]]) as Tensor4D, 'valid'];
}
