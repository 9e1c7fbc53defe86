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
    block,
  }: {
    readonly batch: number;
    readonly training: boolean;
    readonly param?: (name: string, shape: readonly number[]) => void;
    readonly stat?: (name: string, shape: readonly number[]) => void;
    /** Runs a block on x; default as everything else. */
    readonly block?: (x: Tensor, run: () => Tensor) => Tensor;
  },
): void {
  const zeros = (_name: string, shape: readonly number[]): Tensor => tf.zeros([...shape]);
  const make = (path: string, within = false): Scope => ({
    training,
    random: { uniform: zeros, normal: zeros },
    at: (name) => make(`${path}${name}/`, within),
    param: (name, shape) => {
      param(path + name, shape);
      return zeros(name, shape);
    },
    stat: (name, shape) => {
      stat(path + name, shape);
      return zeros(name, shape);
    },
    setStat: () => {},
    // A block inside a block is part of it.
    ...(block &&
      !within && {
        block: <T extends Tensor>(x: T, f: (at: Scope, x: T) => T) =>
          block(x, () => f(make(path, true), x)) as T,
      }),
  });
  tidied(() => {
    backbone.forward(make(''), tf.zeros<Rank.R4>([batch, ...imageShape]), outputs);
  });
}
