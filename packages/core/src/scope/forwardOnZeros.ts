import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backbone, Scope } from '../contracts/network.ts';
import type { ImageShape } from '../data/imageSize.ts';
import { tidied } from '../step/gradient.ts';

/**
 * Runs a backbone forward with parameters of zeros on `batch` images of zeros, and keeps nothing.
 * `param` hears of the shape of each parameter. No values are drawn.
 * @throws all errors of the backbone.
 */
export function forwardOnZeros(
  backbone: Backbone,
  imageShape: ImageShape,
  outputs: number,
  {
    batch,
    training,
    param = () => {},
  }: {
    readonly batch: number;
    readonly training: boolean;
    readonly param?: (shape: readonly number[]) => void;
  },
): void {
  const zeros = (_name: string, shape: readonly number[]): Tensor => tf.zeros([...shape]);
  const scope: Scope = {
    training,
    random: { uniform: zeros, normal: zeros },
    at: () => scope,
    param: (name, shape) => {
      param(shape);
      return zeros(name, shape);
    },
    stat: zeros,
    setStat: () => {},
  };
  tidied(() => {
    backbone.forward(scope, tf.zeros<Rank.R4>([batch, ...imageShape]), outputs);
  });
}
