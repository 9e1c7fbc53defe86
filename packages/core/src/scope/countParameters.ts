import type { Rank } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backbone, Scope } from '../contracts/network.ts';
import type { ImageShape } from '../data/imageSize.ts';
import { tidied } from '../step/gradient.ts';

/**
 * The number of parameters of a backbone for images of a given shape. It draws no values. The
 * forward pass uses an empty batch, which costs nothing, or one image if the backbone cannot handle
 * an empty batch.
 * @throws all errors of the backbone.
 */
export function countParameters(
  backbone: Backbone,
  imageShape: ImageShape,
  classes: number,
): number {
  try {
    return countWith(backbone, imageShape, classes, 0);
  } catch {
    return countWith(backbone, imageShape, classes, 1);
  }
}

function countWith(
  backbone: Backbone,
  imageShape: ImageShape,
  classes: number,
  batch: number,
): number {
  let count = 0;
  const zeros = (_name: string, shape: readonly number[]) => tf.zeros([...shape]);
  const scope: Scope = {
    training: false,
    random: { uniform: zeros, normal: zeros },
    at: () => scope,
    param: (name, shape) => {
      count += shape.reduce((a, b) => a * b, 1);
      return zeros(name, shape);
    },
    stat: zeros,
    setStat: () => {},
  };
  tidied(() => {
    backbone.forward(scope, tf.zeros<Rank.R4>([batch, ...imageShape]), classes);
  });
  return count;
}
