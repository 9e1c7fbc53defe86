import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The blocks after which the stages of a network of tokens end, except for the last stage: the
 * thirds of `depth` blocks, or each block but the last if there are fewer than three.
 */
export const stageEnds = (depth: number): readonly number[] => [
  ...new Set([1, 2].map((i) => Math.ceil((i * depth) / 3) - 1).filter((i) => i < depth - 1)),
];

/**
 * The patches of an image as a map, [batch, height, width, channels], from tokens [batch, 1 +
 * height width, channels] whose token `classToken` is that of the class.
 */
export function gridOf(tokens: Tensor3D, height: number, width: number, classToken = 0): Tensor4D {
  const [batch, count, channels] = tokens.shape;
  const after = tf.slice(tokens, [0, classToken + 1, 0], [-1, count - classToken - 1, -1]);
  const patches =
    classToken === 0
      ? after
      : tf.concat([tf.slice(tokens, [0, 0, 0], [-1, classToken, -1]), after], 1);
  return tf.reshape(patches, [batch, height, width, channels]);
}
