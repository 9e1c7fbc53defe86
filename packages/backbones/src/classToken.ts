import type { Scope } from '@codistill/core';
import { normal } from '@codistill/nn';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Tokens [batch, patches, channels] with the learned class token at the position `at`, default 0,
 * and learned positions added: [batch, patches + 1, channels]. The class token is from N(0,
 * deviation^2), default 0.02, and the positions are from N(0, 0.02^2).
 */
export function withClassToken(
  scope: Scope,
  patches: Tensor3D,
  { at = 0, deviation = 0.02 }: { readonly at?: number; readonly deviation?: number } = {},
): Tensor3D {
  const [batch, count, channels] = patches.shape;
  // Adding to zeros replaces a tile, because the gradient of the addition is a plain sum.
  const token = tf.add(
    tf.zeros([batch, 1, channels]),
    scope.param('token', [1, 1, channels], normal(deviation)),
  ) as Tensor3D;
  const parts =
    at === 0
      ? [token, patches]
      : [
          tf.slice(patches, [0, 0, 0], [-1, at, -1]),
          token,
          tf.slice(patches, [0, at, 0], [-1, count - at, -1]),
        ];
  const positions = scope.param('positions', [1, count + 1, channels], normal(0.02));
  return tf.add(tf.concat(parts, 1), positions) as Tensor3D;
}

/** The token at a position, [batch, channels]. */
export const tokenAt = (tokens: Tensor3D, at: number): Tensor2D =>
  tf.reshape(tf.slice(tokens, [0, at, 0], [-1, 1, -1]), [tokens.shape[0], tokens.shape[2]]);
