import * as tf from '@tensorflow/tfjs-core';
import type { Backbone } from '../contracts/network.ts';
import type { ImageShape } from '../data/imageSize.ts';
import { forwardOnZeros } from './forwardOnZeros.ts';

/**
 * The number of values that a backbone computes for one image and that its gradients need again:
 * the outputs of its convolutions and matrix products. An engine may keep more, such as the outputs
 * of activation functions. It runs the backbone on one image of zeros.
 * @throws all errors of the backbone.
 */
export async function countActivations(
  backbone: Backbone,
  imageShape: ImageShape,
  outputs: number,
): Promise<number> {
  const { kernels } = await tf.profile(() =>
    forwardOnZeros(backbone, imageShape, outputs, { batch: 1, training: true }),
  );
  return kernels
    .filter(({ name }) => /Conv|MatMul/.test(name))
    .flatMap(({ outputShapes }) => outputShapes)
    .reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
