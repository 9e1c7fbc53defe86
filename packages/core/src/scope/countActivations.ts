import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backbone, Scope } from '../contracts/network.ts';
import type { ImageShape } from '../data/imageSize.ts';
import { tidied } from '../step/gradient.ts';

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
  const zeros = (_name: string, shape: readonly number[]): Tensor => tf.zeros([...shape]);
  const scope: Scope = {
    training: true,
    random: { uniform: zeros, normal: zeros },
    at: () => scope,
    param: zeros,
    stat: zeros,
    setStat: () => {},
  };
  const { kernels } = await tf.profile(() => {
    tidied(() => {
      backbone.forward(scope, tf.zeros<Rank.R4>([1, ...imageShape]), outputs);
    });
  });
  return kernels
    .filter(({ name }) => /Conv|MatMul/.test(name))
    .flatMap(({ outputShapes }) => outputShapes)
    .reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
