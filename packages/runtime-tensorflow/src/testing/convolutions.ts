import { stream } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { NodeBackend } from '../engine/backend.ts';
import { hasFlags } from '../engine/processor.ts';
import { tensorflow } from '../index.ts';
import { describeWithEngine } from './engine.ts';

type Shape = readonly [
  batch: number,
  height: number,
  width: number,
  inward: number,
  outward: number,
];
// Shapes for both filters, with partial blocks and rows, and with more input than output channels
// and the reverse.
const shapes: readonly Shape[] = [
  [16, 8, 8, 16, 16],
  [3, 4, 4, 32, 32],
  [5, 2, 2, 64, 64],
  [3, 6, 10, 16, 48],
  [2, 12, 8, 48, 16],
  [1, 20, 16, 16, 32],
  [1, 2, 4, 16, 16],
  [37, 4, 8, 32, 16],
];

function numbers(name: string, shape: readonly number[]): Tensor4D {
  const rng = stream(5, name, shape[0]!);
  return tf.tensor4d(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
    shape as [number, number, number, number],
  );
}
const inputs = ([batch, height, width, inward, outward]: Shape) => ({
  x: numbers('x', [batch, height, width, inward]),
  kernel: numbers('kernel', [3, 3, inward, outward]),
  dy: numbers('dy', [batch, height, width, outward]),
});

/** The same results on the plain engine, by sums. */
async function expected(shape: Shape): Promise<Float32Array[]> {
  await cpu();
  const { x, kernel, dy } = inputs(shape);
  const y = tf.conv2d(x, kernel, 1, 'same');
  const [dx, dkernel] = tf.grads((x: Tensor, kernel: Tensor) =>
    tf.sum(tf.mul(tf.conv2d(x as Tensor4D, kernel as Tensor4D, 1, 'same'), dy)),
  )([x, kernel]);
  return [y, dx!, dkernel!].map((value) => value.dataSync() as Float32Array);
}

function found(shape: Shape): Float32Array[] {
  const backend = tf.backend() as unknown as NodeBackend;
  const { x, kernel, dy } = inputs(shape);
  return [
    backend.executeSingleOutput('CodistillConv3x3', [], [x, kernel]),
    backend.executeSingleOutput('CodistillConv3x3BackpropInput', [], [dy, kernel]),
    backend.executeSingleOutput('CodistillConv3x3BackpropFilter', [], [x, dy]),
  ].map((value) => value.dataSync().slice() as Float32Array);
}

/** The largest difference, relative to the root of the mean square. */
function error(values: Float32Array, others: Float32Array): number {
  const scale = Math.sqrt(others.reduce((sum, value) => sum + value * value, 0) / others.length);
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - others[i]!)), 0) / scale;
}

/** The root of the mean square of the differences, relative to that of the values. */
function meanError(values: Float32Array, others: Float32Array): number {
  const square = (f: (i: number) => number) => others.reduce((sum, _, i) => sum + f(i) ** 2, 0);
  return Math.sqrt(square((i) => values[i]! - others[i]!) / square((i) => others[i]!));
}

/** The tests of the convolutions in the addon for `name`. */
export const describeConvolutions = (name: string): void =>
  describeWithEngine(`convolutions by minimal filtering, ${name}`, () => {
    beforeAll(() => tensorflow({ device: 'cpu', kernels: 'own' }).then(() => {}));

    it.each(shapes)(
      'are those of sums: %i images of %i x %i, %i to %i channels',
      async (...shape) => {
        const sums = await expected(shape);
        await tf.setBackend('tensorflow');
        for (const [i, values] of found(shape).entries()) {
          expect(values.length).toBe(sums[i]!.length);
          expect(error(values, sums[i]!)).toBeLessThan(1e-5);
        }
      },
    );

    const low = hasFlags(['avx512_bf16']) && process.env['ONEDNN_MAX_CPU_ISA'] === undefined;
    if (low)
      it.each(shapes)(
        'with products in bfloat16 are near: %i images of %i x %i, %i to %i channels',
        async (...shape) => {
          const sums = await expected(shape);
          await tf.setBackend('tensorflow');
          const { x, kernel, dy } = inputs(shape);
          const backend = tf.backend() as unknown as NodeBackend;
          const y = backend.executeSingleOutput('CodistillConv3x3Bfloat16', [], [x, kernel]);
          const dx = backend.executeSingleOutput(
            'CodistillConv3x3Bfloat16BackpropInput',
            [],
            [dy, kernel],
          );
          // The transforms multiply the rounding error of images and kernel by five (points.py).
          for (const [i, value] of [y, dx].entries())
            expect(meanError(value.dataSync() as Float32Array, sums[i]!)).toBeLessThan(0.02);
        },
      );

    it('have the same bits each time, whichever threads helped', async () => {
      await tf.setBackend('tensorflow');
      const shape: Shape = [64, 16, 16, 32, 32];
      const first = found(shape);
      for (let again = 0; again < 5; again++)
        expect(found(shape).every((values, i) => error(values, first[i]!) === 0)).toBe(true);
    });
  });
