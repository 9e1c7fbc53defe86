import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { startEngine } from '../testing/engine.ts';
import { categorical } from './categorical.ts';

beforeAll(() => startEngine());

/** Pseudo-random numbers from `seed`, with a magnitude of a few times `size`. */
const filled = (seed: number, [rows, columns]: readonly [number, number], size: number) =>
  Float32Array.from(
    { length: rows * columns },
    (_, i) => size * Math.sin(12.9898 * (i + 1) + 78.233 * (seed + 1) + 0.37 * (i % 7) * seed),
  );

test('the mean of softened probabilities is a prediction whose softened probabilities they are', () => {
  tf.tidy(() => {
    const logits = [0, 1, 2].map((seed) => tf.tensor2d(filled(seed, [6, 5], 4), [6, 5]));
    const T = 3;
    const soft = (z: Tensor2D) => tf.softmax(tf.div(z, T) as Tensor2D);
    const mean = tf.div(tf.addN(logits.map(soft)), 3);
    const found = soft(categorical.ensemble(logits, T));
    expect(tf.max(tf.abs(tf.sub(mean, found))).dataSync()[0]).toBeLessThan(1e-6);
  });
});

test.each([
  [1, 4],
  [3, 0.01],
  [30, 4],
  [1000, 4],
  [10_000, 4],
  [10_000, 1000],
])(
  'the mean of softened probabilities keeps what they differ by: T = %d, logits of %d',
  (T, size) => {
    const [rows, classes, peers] = [6, 5, 3];
    const values = Array.from({ length: peers }, (_, seed) => filled(seed, [rows, classes], size));
    const found = tf.tidy(() =>
      categorical
        .ensemble(
          values.map((z) => tf.tensor2d(z, [rows, classes])),
          T,
        )
        .dataSync(),
    );
    for (let row = 0; row < rows; row++) {
      const at = (z: ArrayLike<number>) =>
        Array.from({ length: classes }, (_, k) => z[row * classes + k]!);
      const centred = (z: number[]) =>
        z.map((value) => value - z.reduce((a, b) => a + b) / classes);
      const soft = values.map((z) => {
        const e = at(z).map((value) => Math.exp(value / T));
        return e.map((value) => value / e.reduce((a, b) => a + b));
      });
      const mean = soft[0]!.map((_, k) => soft.reduce((sum, p) => sum + p[k]!, 0) / peers);
      const expected = centred(mean.map((p) => T * Math.log(p)));
      const largest = Math.max(...expected.map(Math.abs));
      centred(at(found)).forEach((value, k) => {
        expect(Math.abs(value - expected[k]!) / largest).toBeLessThan(1e-5);
      });
    }
  },
);
