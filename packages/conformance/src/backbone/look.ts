import type { Backbone } from '@codistill/core';
import { applyScope, initScope, randomValues, withoutHostReads } from '@codistill/core/engine';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { randomOf, traced } from '../tools/trace.ts';

/** The number of classes, unless a test says otherwise. */
export const classes = 4;

/** Height, width and channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

interface Looked {
  readonly heads: Readonly<
    Record<
      string,
      {
        readonly logits: Float32Array;
        readonly shape: readonly number[];
        readonly features: readonly number[] | undefined;
        readonly stages: readonly (readonly number[])[] | undefined;
      }
    >
  >;
  readonly trace: readonly string[];
  readonly untouched: boolean;
}
interface Look {
  readonly imageShape: ImageShape;
  readonly batch?: number;
  readonly training?: boolean;
  readonly classes?: number;
  /** The seed of the images. */
  readonly seed?: number;
  /** The seed of dropout and similar randomness. */
  readonly random?: number;
}

/** One forward pass. Image i is the same for all batch sizes. */
export function look(
  backbone: Backbone,
  { imageShape, batch = 2, training = true, classes: count = classes, seed = 1, random = 1 }: Look,
): Looked {
  let looked!: Looked;
  tf.tidy(() => {
    const state = initialState(backbone, imageShape, count);
    const images = imagesOf(batch, imageShape, seed);
    const given = [images, ...Object.values(state.params), ...Object.values(state.stats)];
    const before = given.map((tensor) => tensor.dataSync().slice());
    const { result, trace } = traced(() =>
      withoutHostReads(() =>
        backbone.forward(applyScope('a', state, training, randomOf(random)).scope, images, count),
      ),
    );
    const untouched = given.every((tensor, i) =>
      tensor.dataSync().every((value, k) => Object.is(value, before[i]![k])),
    );
    const heads = Object.fromEntries(
      Object.entries(result).map(([name, { logits, features, stages }]) => [
        name,
        {
          logits: logits.dataSync().slice() as Float32Array,
          shape: logits.shape,
          features: features?.shape,
          stages: stages?.map(({ shape }) => shape),
        },
      ]),
    );
    looked = { heads, trace, untouched };
  });
  return looked;
}

export function initialState(backbone: Backbone, imageShape: ImageShape, count: number) {
  const { scope, params, stats } = initScope('a', 1);
  backbone.forward(scope, tf.zeros([2, ...imageShape]) as Tensor4D, count);
  const tensors = (values: typeof params): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(values).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
    );
  return { params: tensors(params), stats: tensors(stats) };
}

export function imagesOf(batch: number, imageShape: ImageShape, seed: number): Tensor4D {
  const images = Array.from({ length: batch }, (_, i) =>
    randomValues(seed, `image/${i}`, 0, 'normal', imageShape),
  );
  return tf.tensor4d(
    images.flatMap((image) => [...image]),
    [batch, ...imageShape],
  );
}
