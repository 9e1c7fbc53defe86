import type { Initializer, Scope } from '@codistill/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { heNormal, zeros } from './initializers.ts';

/** The options of `conv` and `depthwiseConv`. */
export interface ConvOptions {
  /** The number of output channels. */
  readonly filters: number;
  /** The height and width of the kernel. */
  readonly kernelSize: number;
  /** Default 1. */
  readonly strides?: number;
  /**
   * Rows and columns of zeros added on each side; default floor((kernelSize - 1) / 2), the usual
   * padding of PyTorch's layers. TF.js's 'same' would pad one side only at stride 2.
   */
  readonly padding?: number;
  /** Default false, because a batch norm usually follows. */
  readonly bias?: boolean;
  /** The initializer of the kernel; default `heNormal('out')`. The bias starts at 0. */
  readonly init?: Initializer;
}

/**
 * Convolution: [batch, height, width, channels] to [batch, height', width', filters], with height'
 * = floor((height + 2 padding - size) / strides) + 1. `kernel` is [size, size, channels, filters],
 * `bias` [filters] if requested. `init` defaults to `heNormal('out')`.
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
 * Depthwise convolution, which convolves each channel with its own kernel: [batch, height, width,
 * channels] to [batch, height', width', channels], with sizes as in `conv`. `kernel` is [size,
 * size, channels, 1]. `init` defaults to `heNormal('out')`, with size^2 as the fan-out; PyTorch
 * uses size^2 channels.
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
 * Symmetric padding that every engine can differentiate: 'same' if that is equivalent, else an
 * explicit `tf.pad`, which has a gradient where numeric padding has none.
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
