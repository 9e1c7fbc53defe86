import { type Backbone, softmaxCrossEntropy } from '@codistill/core';
import { wasm } from '@codistill/runtime-wasm';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { imagesOf, predict, spread, stateOf, stepLabels } from './step.ts';

type Named<T> = Readonly<Record<string, T>>;

/** What golden/frame.py writes of one network. */
interface Case {
  readonly options: Named<unknown>;
  /** Height and width of the images. */
  readonly size: number;
  readonly parameters: number;
  /** By head. */
  readonly logits: Named<readonly number[]>;
  readonly evaluated: readonly number[];
  readonly loss: number;
  /** The errors of PyTorch in float32. */
  readonly rounding: { readonly logits: number; readonly gradients: number };
  /** Norm and weighted sum of each gradient. */
  readonly gradients: Named<readonly number[]>;
}

/** The largest relative differences from PyTorch of one network. */
interface Differences {
  readonly logits: number;
  readonly gradients: number;
}

/** The largest difference of values from expected ones, relative to the largest of these. */
function differenceOf(found: Tensor, wanted: readonly number[]): number {
  const values = found.dataSync();
  expect(values.length).toBe(wanted.length);
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, i) => Math.abs(values[i]! - value))) / largest;
}

/** Runs the training step of a case, and returns how far it is from PyTorch's. */
function differences(backbone: Backbone, expected: Case): Differences {
  const { names, params, stats } = stateOf(backbone, expected.size);
  expect(names).toEqual(Object.keys(expected.gradients));
  expect(names.reduce((sum, name) => sum + params[name]!.size, 0)).toBe(expected.parameters);
  const images = imagesOf(expected.size);
  const { heads, after } = predict(backbone, images, params, stats, true);
  expect(Object.keys(heads).sort()).toEqual(Object.keys(expected.logits).sort());
  const logits = [
    ...Object.entries(expected.logits).map(([head, wanted]) =>
      differenceOf(heads[head]!.logits, wanted),
    ),
    differenceOf(
      predict(backbone, images, params, after, false).heads[backbone.deployed]!.logits,
      expected.evaluated,
    ),
  ];
  const labels = stepLabels();
  const loss = (...values: Tensor[]) =>
    tf.addN(
      Object.values(
        predict(
          backbone,
          images,
          Object.fromEntries(names.map((name, i) => [name, values[i]!])),
          stats,
          true,
        ).heads,
      ).map((head) => tf.mean(softmaxCrossEntropy(head.logits, labels))),
    ) as Scalar;
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => params[name]!));
  logits.push(differenceOf(value, [expected.loss]));
  const largest = Math.max(...Object.values(expected.gradients).map(([norm]) => norm!));
  const gradients = names.map((name, i) => {
    const [norm, weighted] = expected.gradients[name] as [number, number];
    const found = grads[i]!;
    const differs = [
      tf.norm(found).dataSync()[0]! - norm,
      tf.sum(tf.mul(found, spread(found.shape, 1))).dataSync()[0]! - weighted,
    ];
    // The rounding error of float32 at the largest gradient reaches all others.
    return Math.max(...differs.map(Math.abs)) / (norm + 1e-2 * largest);
  });
  return { logits: Math.max(...logits), gradients: Math.max(...gradients) };
}

/**
 * Tests that a training step of each case equals PyTorch's: the logits of every head, the loss, all
 * gradients, and the logits in evaluation with the running statistics that the step leaves. The
 * tolerance is 1e-5 for logits and 1e-4 for gradients, or three times the error of PyTorch in
 * float32 where that is larger.
 */
export function describeGolden(
  cases: Named<unknown>,
  make: (options: never) => Backbone,
  wanted: (name: string) => boolean = () => true,
): void {
  describe('a training step equals PyTorch', () => {
    beforeAll(async () => {
      await wasm();
    });
    for (const [name, value] of Object.entries(cases)) {
      // TypeScript infers another type for every entry of a JSON file.
      const expected = value as Case;
      if (!wanted(name)) continue;
      it(name, () => {
        let found!: Differences;
        tf.tidy(() => {
          found = differences(make(expected.options as never), expected);
        });
        const { rounding } = expected;
        expect(found.logits).toBeLessThanOrEqual(Math.max(1e-5, 3 * rounding.logits));
        expect(found.gradients).toBeLessThanOrEqual(Math.max(1e-4, 3 * rounding.gradients));
      });
    }
  });
}

/** Whether a case is one of a whole network or of large images, which takes longer. */
export const atFullSize = (name: string): boolean => /at (full width|\d+ pixels)$/.test(name);
