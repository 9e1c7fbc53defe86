import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The blocks after which the stages of a network of tokens end, except for the last stage: the thirds
 * of `depth` blocks, or each block but the last if there are fewer than three.
 */
export const stageEnds = (depth: number): readonly number[] => [
  ...new Set([1, 2].map((i) => Math.ceil((i * depth) / 3) - 1).filter((i) => i < depth - 1)),
];

/**
 * The patches of an image as a map, [batch, height / side, width / side, channels], from tokens
 * [batch, 1 + patches, channels] whose token `classToken` is that of the class. `side` is that of a
 * patch in pixels.
 */
export function gridOf(tokens: Tensor3D, images: Tensor4D, side: number, classToken = 0): Tensor4D {
  const [batch, height, width] = images.shape;
  const [, count, channels] = tokens.shape;
  const before = tf.slice(tokens, [0, 0, 0], [-1, classToken, -1]);
  const after = tf.slice(tokens, [0, classToken + 1, 0], [-1, count - classToken - 1, -1]);
  const patches = classToken === 0 ? after : tf.concat([before, after], 1);
  return tf.reshape(patches, [batch, height / side, width / side, channels]);
}
