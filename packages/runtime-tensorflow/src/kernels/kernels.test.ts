import { batchNormTrain, klDivergence, relu, softmaxCrossEntropy, stream } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tensorflow } from '../index.ts';
import { describeWithEngine } from '../testing/engine.ts';

type Named = Record<string, Tensor>;
interface Case {
  readonly name: string;
  readonly inputs: Readonly<Record<string, readonly [shape: readonly number[], scale: number]>>;
  readonly run: (inputs: Named) => Tensor[];
}

const cases: readonly Case[] = [
  ...[
    [5, 3, 4, 6],
    [7, 4],
    [2, 5, 3],
    [1, 4],
  ].map(
    (shape): Case => ({
      name: `batch norm of [${shape}]`,
      inputs: {
        x: [shape, 3],
        scale: [[shape.at(-1)!], 1],
        offset: [[shape.at(-1)!], 1],
        way: [shape, 1],
      },
      run: ({ x, scale, offset, way }) => {
        const { y, mean, variance } = batchNormTrain(
          x!,
          scale as Tensor1D,
          offset as Tensor1D,
          1e-3,
        );
        return [tf.mul(y, way!), mean, variance];
      },
    }),
  ),
  {
    name: 'relu',
    inputs: { x: [[4, 5, 3], 2], way: [[4, 5, 3], 1] },
    run: ({ x, way }) => [tf.mul(relu(x!), way!)],
  },
  {
    name: 'softmax cross-entropy with soft labels of any sum',
    inputs: { z: [[6, 5], 4], y: [[6, 5], 1] },
    run: ({ z, y }) => [softmaxCrossEntropy(z as Tensor2D, tf.abs(y!) as Tensor2D)],
  },
  {
    name: 'cross-entropy of logits of 1e4',
    inputs: { z: [[6, 5], 1e4] },
    run: ({ z }) => [softmaxCrossEntropy(z as Tensor2D, tf.fill([6, 5], 0.2))],
  },
  {
    name: 'KL divergence',
    inputs: { t: [[6, 5], 3], s: [[6, 5], 3] },
    run: ({ t, s }) => [klDivergence(t as Tensor2D, s as Tensor2D)],
  },
  {
    name: 'gather',
    inputs: { x: [[5, 3], 1], way: [[4, 3], 1] },
    run: ({ x, way }) => [tf.mul(tf.gather(x!, tf.tensor1d([0, 4, 4, 2], 'int32')), way!)],
  },
];

function numbers(shape: readonly number[], scale: number, name: string): Float32Array {
  const rng = stream(3, name, 0);
  return Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    () => scale * rng.normal(),
  );
}

/** The outputs, and the gradients of the sum of the first output, on the active engine. */
function evaluate({ inputs, run }: Case): Record<string, Float32Array> {
  const names = Object.keys(inputs);
  const tensors = names.map((name) =>
    tf.tensor(numbers(...inputs[name]!, name), [...inputs[name]![0]]),
  );
  const named = (values: readonly Tensor[]) =>
    Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  const outputs = run(named(tensors));
  const gradients = tf.grads((...values: Tensor[]) => tf.sum(run(named(values))[0]!))(tensors);
  const all = Object.fromEntries([
    ...outputs.map((value, i) => [`output ${i}`, value] as const),
    ...gradients.map((value, i) => [`d/d${names[i]}`, value] as const),
  ]);
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, value.dataSync() as Float32Array]),
  );
}

describeWithEngine('the kernels of TensorFlow', () => {
  for (const each of cases) {
    it(`agree with the plain engine: ${each.name}`, async () => {
      await cpu();
      const expected = evaluate(each);
      await tensorflow({ device: 'cpu' });
      const found = evaluate(each);
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      for (const [name, values] of Object.entries(found)) {
        const scale = Math.max(1e-3, ...expected[name]!.map(Math.abs));
        expect([
          name,
          Math.max(...values.map((value, i) => Math.abs(value - expected[name]![i]!))) / scale <
            2e-5,
        ]).toEqual([name, true]);
      }
    });
  }
});
