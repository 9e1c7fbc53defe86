import type { Rank } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backbone, Named } from '../contracts/network.ts';
import type { ImageShape } from '../data/imageSize.ts';
import { tidied } from '../step/gradient.ts';
import { forwardOnZeros } from './forwardOnZeros.ts';

/** The shapes of a network's parameters and running statistics, by name. */
export interface TensorShapes {
  readonly params: Named<readonly number[]>;
  readonly stats: Named<readonly number[]>;
}

/**
 * The shapes of the tensors of a backbone for images of a given shape. It draws no values. The
 * forward pass uses an empty batch, which costs nothing, or one image if the backbone or the engine
 * cannot handle an empty batch.
 * @throws all errors of the backbone.
 */
export function tensorShapes(
  backbone: Backbone,
  imageShape: ImageShape,
  outputs: number,
): TensorShapes {
  if (!convolvesNothing()) return shapesWith(backbone, imageShape, outputs, 1);
  try {
    return shapesWith(backbone, imageShape, outputs, 0);
  } catch {
    return shapesWith(backbone, imageShape, outputs, 1);
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

function shapesWith(
  backbone: Backbone,
  imageShape: ImageShape,
  outputs: number,
  batch: number,
): TensorShapes {
  const params: Record<string, readonly number[]> = {};
  const stats: Record<string, readonly number[]> = {};
  forwardOnZeros(backbone, imageShape, outputs, {
    batch,
    training: false,
    param: (name, shape) => {
      params[name] = [...shape];
    },
    stat: (name, shape) => {
      stats[name] = [...shape];
    },
  });
  return { params, stats };
}
