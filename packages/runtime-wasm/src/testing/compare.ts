import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { wasm } from '../index.ts';

/** Numbers in [-1, 1) that depend on nothing but `seed`. */
export function values(count: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 1) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export const tensor = (shape: readonly number[], seed: number): tf.Tensor =>
  tf.tensor(
    values(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    [...shape],
    'float32',
  );

/**
 * What `f` gives on the reference engine and on wasm, and how many tensors were left behind there.
 */
export async function onBoth(
  f: () => readonly tf.Tensor[],
): Promise<{ readonly cpu: Result[]; readonly wasm: Result[]; readonly leaked: number }> {
  const run = () =>
    tf.tidy(
      () =>
        f().map((t) => ({ shape: [...t.shape], values: Float32Array.from(t.dataSync()) })) as never,
    ) as unknown as Result[];
  await cpu();
  const expected = run();
  await wasm();
  const before = tf.memory().numTensors;
  const found = run();
  return { cpu: expected, wasm: found, leaked: tf.memory().numTensors - before };
}
interface Result {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The largest difference, relative to the largest value of the reference where that exceeds 1. */
export function difference(a: readonly Result[], b: readonly Result[]): number {
  if (JSON.stringify(a.map((r) => r.shape)) !== JSON.stringify(b.map((r) => r.shape)))
    return Number.POSITIVE_INFINITY;
  return Math.max(
    0,
    ...a.map(({ values: expected }, i) => {
      const size = expected.reduce((largest, v) => Math.max(largest, Math.abs(v)), 1);
      return (
        expected.reduce((worst, v, k) => {
          // Math.max passes a NaN on, which no comparison does.
          return Math.max(worst, Math.abs(v - b[i]!.values[k]!));
        }, 0) / size
      );
    }),
  );
}
