import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { ImageSize } from '../contracts/data.ts';
import { resizeWeights } from '../data/resize/taps.ts';

/**
 * Images, [batch, height, width, channels], at a smaller size: bilinear with antialiasing, the
 * filter by which stored images are resized, as two matrix products. Networks that see smaller
 * images than others thereby share their views, with the same targets. Undefined: as they are.
 */
export function shrunk(images: Tensor4D, size: ImageSize | undefined): Tensor4D {
  const [batch, height, width, channels] = images.shape;
  if (!size || (size.height === height && size.width === width)) return images;
  const rows = along(tf.transpose(images, [0, 2, 3, 1]), height, size.height);
  // [batch, width, channels, rows] -> [batch, channels, rows, width]
  const turned = tf.transpose(
    tf.reshape(rows, [batch, width, channels, size.height]),
    [0, 2, 3, 1],
  );
  const columns = along(turned, width, size.width);
  const all = tf.reshape(columns, [batch, channels, size.height, size.width]);
  return tf.transpose(all, [0, 2, 3, 1]) as Tensor4D;
}

/** The last axis, of `length`, at the length `target`; the other axes as one. */
function along(values: tf.Tensor, length: number, target: number): Tensor2D {
  const weights = tf.tensor2d(resizeWeights(length, target), [length, target]);
  return tf.matMul(tf.reshape(values, [-1, length]) as Tensor2D, weights);
}
