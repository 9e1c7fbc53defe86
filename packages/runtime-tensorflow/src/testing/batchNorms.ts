import { batchNormTrain, relu, stream } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { attributesOf, type NodeBackend } from '../engine/backend.ts';
import { tensorflow } from '../index.ts';
import { describeWithEngine } from './engine.ts';

type After = '' | 'Relu' | 'AddRelu';
// All vector widths, numbers of rows without common divisors, a single row, and means far from 0.
const shapes: readonly (readonly [shape: readonly number[], mean: number])[] = [
  [[8, 8, 8, 16], 0],
  [[3, 5, 7, 32], 1],
  [[2, 3, 3, 48], -2],
  [[5, 4, 4, 64], 0.5],
  [[130, 3, 3, 112], 0],
  [[9, 160], 3],
  [[70, 4, 4, 16], 100],
  [[1, 1, 1, 16], 0.3],
];
const epsilon = 1e-3;

const numbers = (name: string, shape: readonly number[], mean = 0): Tensor => {
  const rng = stream(7, name, shape[0]!);
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => mean + rng.normal()),
    [...shape],
  );
};
const inputs = (shape: readonly number[], mean: number) => ({
  x: numbers('x', shape, mean),
  scale: numbers('scale', shape.slice(-1), 1),
  offset: numbers('offset', shape.slice(-1)),
  other: numbers('other', shape),
  dy: numbers('dy', shape),
});
const values = (tensors: readonly Tensor[]) =>
  tensors.map((tensor) => tensor.dataSync().slice() as Float32Array);

/**
 * The results of single operations on the plain engine: y, mean, biased variance, dx, dscale,
 * doffset, dother.
 */
async function expected(
  after: After,
  shape: readonly number[],
  mean: number,
): Promise<Float32Array[]> {
  await cpu();
  const { x, scale, offset, other, dy } = inputs(shape, mean);
  const f = (x: Tensor, scale: Tensor, offset: Tensor, other: Tensor) => {
    const { y } = batchNormTrain(x, scale as Tensor1D, offset as Tensor1D, epsilon);
    return after === '' ? y : relu(after === 'Relu' ? y : tf.add(y, other));
  };
  const norm = batchNormTrain(x, scale as Tensor1D, offset as Tensor1D, epsilon);
  const grads = tf.grads((x: Tensor, scale: Tensor, offset: Tensor, other: Tensor) =>
    tf.add(tf.sum(tf.mul(f(x, scale, offset, other), dy)), tf.mul(tf.sum(other), 0)),
  )([x, scale, offset, other]);
  return values([
    f(x, scale, offset, other),
    norm.mean,
    norm.variance,
    ...(after === 'AddRelu' ? grads : grads.slice(0, 3)),
  ]);
}

function found(after: After, shape: readonly number[], mean: number): Float32Array[] {
  const backend = tf.backend() as unknown as NodeBackend;
  const { x, scale, offset, other, dy } = inputs(shape, mean);
  const attributes = [attributesOf(backend.binding).real('epsilon', epsilon)];
  const sum = after === 'AddRelu';
  const outputs = backend.executeMultipleOutputs(
    `CodistillBatchNorm${after}`,
    attributes,
    [x, scale, offset, ...(sum ? [other] : [])],
    5,
  );
  const [y, , unbiased, first, second] = outputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const rows = x.size / second.size;
  const bias = tf.sub(second, tf.mul(unbiased, rows > 1 ? (rows - 1) / rows : 1));
  expect(Math.max(...bias.dataSync().map(Math.abs))).toBeLessThan(1e-5);
  const back = [dy, x, scale, offset, first, second, ...(sum ? [y] : [])];
  const grads = backend.executeMultipleOutputs(
    `CodistillBatchNorm${after}Grad`,
    attributes,
    back,
    sum ? 4 : 3,
  );
  return values([y, first, second, ...grads]);
}

/** The largest difference, relative to the largest value. */
function error(some: Float32Array, others: Float32Array): number {
  const scale = others.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return some.reduce((most, value, i) => Math.max(most, Math.abs(value - others[i]!)), 0) / scale;
}

/** The tests of the batch norms in the addon for `name`. */
export const describeBatchNorms = (name: string): void =>
  describeWithEngine(`batch norm in one operation, ${name}`, () => {
    beforeAll(() => tensorflow({ device: 'cpu', kernels: 'own' }).then(() => {}));

    for (const after of ['', 'Relu', 'AddRelu'] as const)
      it.each(shapes)(
        `is that of plain operations, with its gradients: ${after || 'alone'}, [%j], mean %d`,
        async (shape, mean) => {
          const plain = await expected(after, shape, mean);
          await tf.setBackend('tensorflow');
          const own = found(after, shape, mean);
          expect(own.length).toBe(plain.length);
          // With a mean of 100, each difference from the mean loses two digits.
          for (const [i, some] of own.entries())
            expect(error(some, plain[i]!), `result ${i}`).toBeLessThan(mean === 100 ? 1e-3 : 2e-5);
        },
      );

    it('has the same bits each time, whichever threads helped', async () => {
      await tf.setBackend('tensorflow');
      const first = found('AddRelu', [64, 16, 16, 32], 1);
      for (let again = 0; again < 5; again++)
        expect(found('AddRelu', [64, 16, 16, 32], 1)).toEqual(first);
    });

    it('lets what is not a number through', async () => {
      await tf.setBackend('tensorflow');
      const backend = tf.backend() as unknown as NodeBackend;
      const { scale, offset } = inputs([4, 16], 0);
      const attributes = [attributesOf(backend.binding).real('epsilon', epsilon)];
      const x = tf.fill([4, 16], Number.NaN);
      const [y] = backend.executeMultipleOutputs(
        'CodistillBatchNormRelu',
        attributes,
        [x, scale, offset],
        5,
      ) as [Tensor];
      expect([...y.dataSync()].every(Number.isNaN)).toBe(true);
    });
  });
