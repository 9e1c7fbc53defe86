import type { Initializer, Scope } from '@codistill/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { heNormal, zeros } from './initializers.ts';

/** The options of `conv` and `depthwiseConv`. */
export interface ConvOptions {
  /** The number of output channels. */
  readonly filters: number;
  /** The height and width of the kernel; one number for both, or [height, width]. */
  readonly kernelSize: number | readonly [height: number, width: number];
  /** Default 1. */
  readonly strides?: number;
  /**
   * Rows and columns of zeros added on each side; one number for both, or [rows, columns]. Default
   * floor((kernelSize - 1) / 2), the usual padding of PyTorch's layers. TF.js's 'same' would pad
   * one side only at stride 2.
   */
  readonly padding?: number | readonly [rows: number, columns: number];
  /** Default false, because a batch norm usually follows. */
  readonly bias?: boolean;
  /** The initializer of the kernel; default `heNormal('out')`. The bias starts at 0. */
  readonly init?: Initializer;
}

/**
 * Convolution: [batch, height, width, channels] to [batch, height', width', filters], with height'
 * = floor((height + 2 padding - size) / strides) + 1. `kernel` is [size, size, channels, filters],
 * or [height, width, channels, filters] with two sizes, `bias` [filters] if requested. `init`
 * defaults to `heNormal('out')`.
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
  { filters, kernelSize, strides = 1, padding, bias = false, init = heNormal('out') }: ConvOptions,
): Tensor4D {
  const size = both(kernelSize);
  const kernel = scope.param('kernel', [...size, x.shape[3], filters], init) as Tensor4D;
  const [input, pad] = padded(x, size, strides, padding);
  const y = tf.conv2d(input, kernel, strides, pad);
  return bias ? (tf.add(y, scope.param('bias', [filters], zeros)) as Tensor4D) : y;
}

/**
 * Depthwise convolution, which convolves each channel with its own kernel: [batch, height, width,
 * channels] to [batch, height', width', channels], with sizes as in `conv`. `kernel` is [size,
 * size, channels, 1], or [height, width, channels, 1] with two sizes, `bias` [channels] if
 * requested. `init` defaults to `heNormal('out')`, with size^2 as the fan-out. PyTorch counts
 * size^2 channels as the fan-out, which is `heNormal('in')` here.
 */
export function depthwiseConv(
  scope: Scope,
  x: Tensor4D,
  {
    kernelSize,
    strides = 1,
    padding,
    bias = false,
    init = heNormal('out'),
  }: Omit<ConvOptions, 'filters'>,
): Tensor4D {
  const size = both(kernelSize);
  const kernel = scope.param('kernel', [...size, x.shape[3], 1], init) as Tensor4D;
  const [input, pad] = padded(x, size, strides, padding);
  const y = tf.depthwiseConv2d(input, kernel, strides, pad);
  return bias ? (tf.add(y, scope.param('bias', [x.shape[3]], zeros)) as Tensor4D) : y;
}

/** A size of height and width. */
const both = (size: number | readonly [number, number]): readonly [number, number] =>
  typeof size === 'number' ? [size, size] : size;

/**
 * Symmetric padding that every engine can differentiate: 'same' if that is equivalent, else an
 * explicit `tf.pad`, which has a gradient where numeric padding has none.
 */
function padded(
  x: Tensor4D,
  size: readonly [number, number],
  strides: number,
  padding: ConvOptions['padding'] = [(size[0] - 1) >> 1, (size[1] - 1) >> 1],
): readonly [Tensor4D, 'same' | 'valid'] {
  const sides = both(padding);
  if (sides.every((side) => side === 0)) return [x, 'valid'];
  const keepsSize = sides.every((side, axis) => 2 * side + 1 === size[axis]);
  if (strides === 1 && keepsSize) return [x, 'same'];
  const pads = sides.map((side): [number, number] => [side, side]);
  return [tf.pad(x as Tensor, [[0, 0], ...pads, [0, 0]]) as Tensor4D, 'valid'];
}
