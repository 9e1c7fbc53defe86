import type { Initializer, Scope } from '@codistill/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { fans, uniform } from './initializers.ts';

/** The options of `dense`. */
export interface DenseOptions {
  /** The number of outputs. */
  readonly units: number;
  /** Default true. */
  readonly bias?: boolean;
  /**
   * The initializer of kernel and bias. Default: U(-l, l) with l = 1 / sqrt(channels), as in
   * PyTorch.
   */
  readonly init?: Initializer;
}

/**
 * The linear layer x W + b over the last axis, [..., channels] to [..., units]. The parameters are
 * `kernel` W [channels, units] and `bias` b [units].
 *
 * @example
 * ```ts
 * const logits = dense(scope.at('dense'), globalAveragePool(images), { units: 10 });
 * console.log(logits.shape); // [ 2, 10 ]
 * ```
 */
export function dense<T extends Tensor>(
  scope: Scope,
  x: T,
  { units, bias = true, init }: DenseOptions,
): T {
  const channels = x.shape[x.rank - 1]!;
  const kernel = scope.param(
    'kernel',
    [channels, units],
    init ?? ((shape, rng) => uniform(1 / Math.sqrt(fans(shape).in))(shape, rng)),
  ) as Tensor2D;
  const rows =
    x.rank === 2 ? (x as Tensor as Tensor2D) : (tf.reshape(x, [-1, channels]) as Tensor2D);
  let y: Tensor = tf.matMul(rows, kernel);
  if (bias) y = tf.add(y, scope.param('bias', [units], init ?? uniform(1 / Math.sqrt(channels))));
  return (x.rank === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), units])) as T;
}
