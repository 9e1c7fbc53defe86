import { type Initializer, relu, type Scope } from '@codistill/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { dense } from './dense.ts';
import { globalAveragePool } from './pool.ts';

/** The options of `squeezeExcite`. */
export interface SqueezeExciteOptions {
  /** The number of channels between the two dense layers. */
  readonly units: number;
  /** After the first dense layer; default `relu`. */
  readonly activation?: (x: Tensor) => Tensor;
  /** Makes the weights of the channels; default the sigmoid. */
  readonly gate?: (x: Tensor) => Tensor;
  /** The initializer of kernels and biases; default that of `dense`. */
  readonly init?: Initializer;
}

/**
 * Squeeze-and-excitation, [batch, height, width, channels] to the same shape: x s with a weight s
 * for each channel of each image, s = gate(W2 activation(W1 pool(x) + b1) + b2), where pool is the
 * mean over height and width. Source: Hu, Shen and Sun, CVPR 2018.
 */
export function squeezeExcite(
  scope: Scope,
  x: Tensor4D,
  { units, activation = relu, gate = tf.sigmoid, init }: SqueezeExciteOptions,
): Tensor4D {
  const [batch, , , channels] = x.shape;
  const layer = (name: string, input: Tensor, count: number) =>
    dense(scope.at(name), input, { units: count, ...(init && { init }) });
  const squeezed = activation(layer('squeeze', globalAveragePool(x), units));
  const weights = gate(layer('excite', squeezed, channels));
  return tf.mul(x, tf.reshape(weights, [batch, 1, 1, channels])) as Tensor4D;
}
