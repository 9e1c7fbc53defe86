import { type Backbone, softmaxCrossEntropy } from '@codistill/core';
import { applyScope, initScope } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
// The values come from our own implementations in PyTorch: golden/networks.py.
import golden from './golden/networks.json' with { type: 'json' };
import {
  branches,
  mobilenetV1,
  mobilenetV2,
  resnetCifar,
  smallConv,
  vit,
  wideResnet,
} from './index.ts';

beforeAll(async () => {
  await cpu();
});

interface Case {
  readonly logits: readonly number[];
  readonly evaluated: readonly number[];
  readonly loss: number;
  readonly gradients: Readonly<
    Record<
      string,
      { readonly first: readonly number[]; readonly norm: number; readonly weighted: number }
    >
  >;
}
const cases = golden as unknown as Readonly<Record<string, Case>>;
const networks: readonly (readonly [name: string, backbone: () => Backbone, size: number])[] = [
  ['small-conv', () => smallConv(), 8],
  ['resnet8', () => resnetCifar({ depth: 8 }), 8],
  ['branches', () => branches({ depth: 8 }), 4],
  ['wrn-16-2', () => wideResnet({ depth: 16, widen: 2 }), 8],
  ['mobilenet-v1', () => mobilenetV1({ width: 0.25 }), 32],
  ['mobilenet-v2-half', () => mobilenetV2({ width: 0.5, expandFirst: true }), 32],
  ['vit', () => vit({ channels: 16, depth: 2 }), 16],
];

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
/**
 * Element i is ((31 i^2 + 7919 i + 104729 key) mod 10007) / 5003.5 - 1, times `factor`, plus
 * `offset`.
 */
const spread = (shape: readonly number[], key: number, factor = 1, offset = 0) =>
  tf.tensor(
    Float32Array.from(
      { length: sizeOf(shape) },
      (_, i) => offset + factor * (((31 * i * i + 7919 * i + 104729 * key) % 10007) / 5003.5 - 1),
    ),
    [...shape],
  );
function initial(name: string, shape: readonly number[], key: number): Tensor {
  if (name.endsWith('scale')) return spread(shape, key, 0.3, 1);
  if (name.endsWith('offset')) return spread(shape, key, 0.5, 1.5);
  return spread(
    shape,
    key,
    name.endsWith('kernel') ? Math.sqrt(3 / sizeOf(shape.slice(0, -1))) : 0.3,
  );
}
const noRandom = () => ({
  uniform: (): never => undefined as never,
  normal: (): never => undefined as never,
});

it.each(networks)(
  'a training step of %s equals PyTorch: logits, loss, gradients, and answers from the statistics it leaves',
  (name, make, size) => {
    const expected = cases[name]!;
    const backbone = make();
    const made = initScope('a', 0);
    tf.tidy(() => {
      backbone.forward(made.scope, tf.zeros([1, size, size, 3]), 5);
    });
    const names = Object.keys(made.params).sort();
    expect(names).toEqual(Object.keys(expected.gradients));
    const params = Object.fromEntries(
      names.map((param, i) => [param, initial(param, made.params[param]!.shape, i + 2)]),
    );
    const stats = Object.fromEntries(
      Object.entries(made.stats).map(([stat, { data, shape }]) => [
        stat,
        tf.tensor(data, [...shape]),
      ]),
    );
    const images = spread([4, size, size, 3], 1) as Tensor4D;
    const predict = (
      given: Readonly<Record<string, Tensor>>,
      statistics: Readonly<Record<string, Tensor>>,
      training: boolean,
    ) => {
      const scoped = applyScope('a', { params: given, stats: statistics }, training, noRandom);
      return {
        logits: backbone.forward(scoped.scope, images, 5)[backbone.deployed]!.logits,
        after: scoped.stats(),
      };
    };
    const near = (found: Tensor2D, wanted: readonly number[]) => {
      const values = found.dataSync();
      expect(values.length).toBe(wanted.length);
      wanted.forEach((value, i) => {
        expect(
          Math.abs(values[i]! - value),
          `logit ${i}: ${values[i]} for ${value}`,
        ).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
      });
    };
    const { logits, after } = predict(params, stats, true);
    near(logits, expected.logits);
    near(predict(params, after, false).logits, expected.evaluated);

    const labels = tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 5), 'float32') as Tensor2D;
    const loss = (...values: Tensor[]) =>
      tf.mean(
        softmaxCrossEntropy(
          predict(Object.fromEntries(names.map((param, i) => [param, values[i]!])), stats, true)
            .logits,
          labels,
        ),
      ) as Scalar;
    const { value, grads } = tf.valueAndGrads(loss)(names.map((param) => params[param]!));
    expect(Math.abs(value.dataSync()[0]! - expected.loss)).toBeLessThanOrEqual(
      1e-5 * expected.loss,
    );
    const largest = Math.max(...Object.values(expected.gradients).map(({ norm }) => norm));
    names.forEach((param, i) => {
      const wanted = expected.gradients[param]!;
      const found = grads[i]!;
      const values = found.dataSync();
      // The tolerance is 1e-4 relative to the tensor's own gradient, plus the rounding error of
      // float32 at the largest gradient.
      const within = (a: number, b: number) =>
        expect(Math.abs(a - b), `${param}: ${a} for ${b}`).toBeLessThanOrEqual(
          1e-4 * wanted.norm + 1e-6 * largest,
        );
      wanted.first.forEach((number, k) => {
        within(values[k]!, number);
      });
      within(tf.norm(found).dataSync()[0]!, wanted.norm);
      within(tf.sum(tf.mul(found, spread(found.shape, 1))).dataSync()[0]!, wanted.weighted);
    });
  },
);
