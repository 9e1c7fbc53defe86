import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { wasm } from '../index.ts';

/** Pseudo-random numbers in [-1, 1) that depend only on `seed`. */
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
 * The results of `f` on the reference engine and on wasm, and the number of tensors that leaked on
 * wasm.
 */
export async function onBoth(
  f: () => readonly tf.Tensor[],
): Promise<{ readonly cpu: Result[]; readonly wasm: Result[]; readonly leaked: number }> {
  const run = () => {
    let results: Result[] = [];
    tf.tidy(() => {
      results = f().map((t) => ({ shape: [...t.shape], values: Float32Array.from(t.dataSync()) }));
    });
    return results;
  };
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

/** The largest difference, relative to the largest reference value if that is greater than 1. */
export function difference(a: readonly Result[], b: readonly Result[]): number {
  if (JSON.stringify(a.map((r) => r.shape)) !== JSON.stringify(b.map((r) => r.shape)))
    return Number.POSITIVE_INFINITY;
  return Math.max(
    0,
    ...a.map(({ values: expected }, i) => {
      const size = expected.reduce((largest, v) => Math.max(largest, Math.abs(v)), 1);
      return (
        expected.reduce((worst, v, k) => {
          // Math.max propagates NaN; a comparison would not.
          return Math.max(worst, Math.abs(v - b[i]!.values[k]!));
        }, 0) / size
      );
    }),
  );
}
