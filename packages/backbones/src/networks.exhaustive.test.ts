import { type Backbone, softmaxCrossEntropy } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
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
import { imagesOf, predict, spread, stateOf, stepLabels } from './testing/step.ts';

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

it.each(networks)(
  'a training step of %s equals PyTorch: logits, loss, gradients, and answers from the statistics it leaves',
  (name, make, size) => {
    const expected = cases[name]!;
    const backbone = make();
    const { names, params, stats } = stateOf(backbone, size);
    expect(names).toEqual(Object.keys(expected.gradients));
    const images = imagesOf(size);
    const answers = (
      given: Readonly<Record<string, Tensor>>,
      statistics: Readonly<Record<string, Tensor>>,
      training: boolean,
    ) => {
      const { heads, after } = predict(backbone, images, given, statistics, training);
      return { logits: heads[backbone.deployed]!.logits, after };
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
    const { logits, after } = answers(params, stats, true);
    near(logits, expected.logits);
    near(answers(params, after, false).logits, expected.evaluated);

    const labels = stepLabels();
    const loss = (...values: Tensor[]) =>
      tf.mean(
        softmaxCrossEntropy(
          answers(Object.fromEntries(names.map((param, i) => [param, values[i]!])), stats, true)
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
