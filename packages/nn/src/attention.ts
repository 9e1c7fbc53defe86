import type { Initializer, Scope } from '@codistill/core';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { dense } from './dense.ts';

/** The options of `attention`. */
export interface AttentionOptions {
  /** The number of heads, a divisor of the number of channels. */
  readonly heads: number;
  /** Whether queries, keys and values have a bias; default true. */
  readonly bias?: boolean;
  /** The initializer of kernels and biases; default that of `dense`. */
  readonly init?: Initializer;
}

/**
 * Multi-head self-attention, [batch, tokens, channels] to the same shape: softmax(Q K^T /
 * sqrt(channels / heads)) V for each head, concatenated and projected. `heads` must divide the
 * number of channels.
 * @throws RangeError if it does not. Source: Vaswani et al. 2017.
 */
export function attention(
  scope: Scope,
  x: Tensor3D,
  { heads, bias = true, init }: AttentionOptions,
): Tensor3D {
  const [batch, tokens, channels] = x.shape;
  if (channels % heads !== 0)
    throw new RangeError(
      `${channels} channels are not divisible by ${heads} heads. Use a number of heads that divides them.`,
    );
  const width = channels / heads;
  const split = (name: string) =>
    tf.transpose(
      tf.reshape(dense(scope.at(name), x, { units: channels, bias, ...(init && { init }) }), [
        batch,
        tokens,
        heads,
        width,
      ]),
      [0, 2, 1, 3],
    );
  const [query, key, value] = [split('query'), split('key'), split('value')];
  const weights = tf.softmax(
    tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(width)) as Tensor,
  );
  const joined = tf.reshape(tf.transpose(tf.matMul(weights, value), [0, 2, 1, 3]), [
    batch,
    tokens,
    channels,
  ]) as Tensor3D;
  return dense(scope.at('output'), joined, { units: channels, ...(init && { init }) });
}
