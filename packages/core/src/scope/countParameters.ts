import type { Rank } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backbone } from '../contracts/network.ts';
import type { ImageShape } from '../data/imageSize.ts';
import { tidied } from '../step/gradient.ts';
import { forwardOnZeros } from './forwardOnZeros.ts';

/**
 * The number of parameters of a backbone for images of a given shape. It draws no values. The
 * forward pass uses an empty batch, which costs nothing, or one image if the backbone or the engine
 * cannot handle an empty batch.
 * @throws all errors of the backbone.
 */
export function countParameters(
  backbone: Backbone,
  imageShape: ImageShape,
  classes: number,
): number {
  if (!convolvesNothing()) return countWith(backbone, imageShape, classes, 1);
  try {
    return countWith(backbone, imageShape, classes, 0);
  } catch {
    return countWith(backbone, imageShape, classes, 1);
  }
}

/**
 * Whether the engine gives the right shape for a convolution of an empty batch. TensorFlow with
 * oneDNN gives it the channels of its input.
 */
const convolvesNothing = (): boolean =>
  tidied(() => {
    const image = tf.zeros<Rank.R4>([0, 1, 1, 1]);
    return tf.conv2d(image, tf.zeros<Rank.R4>([1, 1, 1, 2]), 1, 'valid').shape[3] === 2;
  });

function countWith(
  backbone: Backbone,
  imageShape: ImageShape,
  classes: number,
  batch: number,
): number {
  let count = 0;
  forwardOnZeros(backbone, imageShape, classes, {
    batch,
    training: false,
    param: (shape) => {
      count += shape.reduce((a, b) => a * b, 1);
    },
  });
  return count;
}
