import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backbone, Scope } from '../contracts/network.ts';
import type { ImageShape } from '../data/imageSize.ts';
import { tidied } from '../step/gradient.ts';

/**
 * Runs a backbone forward with parameters of zeros on `batch` images of zeros, and keeps nothing.
 * `param` and `stat` hear of the name and shape of each parameter and running statistic. No values
 * are drawn.
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
    stat = () => {},
  }: {
    readonly batch: number;
    readonly training: boolean;
    readonly param?: (name: string, shape: readonly number[]) => void;
    readonly stat?: (name: string, shape: readonly number[]) => void;
  },
): void {
  const zeros = (_name: string, shape: readonly number[]): Tensor => tf.zeros([...shape]);
  const make = (path: string): Scope => ({
    training,
    random: { uniform: zeros, normal: zeros },
    at: (name) => make(`${path}${name}/`),
    param: (name, shape) => {
      param(path + name, shape);
      return zeros(name, shape);
    },
    stat: (name, shape) => {
      stat(path + name, shape);
      return zeros(name, shape);
    },
    setStat: () => {},
  });
  tidied(() => {
    backbone.forward(make(''), tf.zeros<Rank.R4>([batch, ...imageShape]), outputs);
  });
}
