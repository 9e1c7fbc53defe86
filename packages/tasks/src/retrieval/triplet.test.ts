import { distributions, type Prediction } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { triplet } from './triplet.ts';

beforeAll(async () => {
  await cpu();
});

const batch = 6;
const d = 3;
const rows = fc
  .array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: batch * d, maxLength: batch * d })
  .filter((values) => new Set(values).size > batch);
const people = fc.array(fc.nat(2), { minLength: batch, maxLength: batch });

const lossOf = (x: Tensor2D, ids: readonly number[], margin: number, soft: boolean) => {
  const student = { logits: x, embedding: x } as Prediction;
  const targets = tf.cast(tf.oneHot(tf.tensor1d([...ids], 'int32'), 3), 'float32') as Tensor2D;
  return triplet({ margin, soft }).perExample(
    student,
    undefined,
    targets,
    distributions.categorical,
  );
};

/** The definition, pair by pair. */
function byPairs(values: readonly number[], ids: readonly number[], margin: number, soft: boolean) {
  const distance = (a: number, b: number) =>
    Math.hypot(...[0, 1, 2].map((i) => values[a * d + i]! - values[b * d + i]!));
  return ids.map((id, a) => {
    const others = ids.flatMap((other, b) => (a === b ? [] : [{ other, gap: distance(a, b) }]));
    const positives = others.filter(({ other }) => other === id).map(({ gap }) => gap);
    const negatives = others.filter(({ other }) => other !== id).map(({ gap }) => gap);
    if (positives.length === 0 || negatives.length === 0) return 0;
    const gap = Math.max(...positives) - Math.min(...negatives);
    return soft ? Math.log1p(Math.exp(gap)) : Math.max(0, gap + margin);
  });
}

describe('the batch-hard triplet loss', () => {
  it.each([
    [0.3, false],
    [0, true],
  ])('is its definition, pair by pair: margin %d, soft %s', (margin, soft) => {
    fc.assert(
      fc.property(rows, people, (values, ids) => {
        const found = lossOf(tf.tensor2d(values, [batch, d]), ids, margin, soft).dataSync();
        for (const [i, expected] of byPairs(values, ids, margin, soft).entries())
          expect(found[i]).toBeCloseTo(expected, 3);
      }),
      { numRuns: 60 },
    );
  });

  it('has the gradient of its differences', () => {
    const values = Array.from({ length: batch * d }, (_, i) => Math.sin(1.7 * i * i + 0.3 * i));
    const ids = [0, 1, 0, 2, 1, 2];
    const total = (x: readonly number[]) =>
      byPairs(x, ids, 0.5, false).reduce((sum, value) => sum + value, 0);
    const gradient = tf.grad((x) => tf.sum(lossOf(x as Tensor2D, ids, 0.5, false)))(
      tf.tensor2d(values, [batch, d]),
    );
    const step = 1e-5;
    for (const [i, slope] of [...gradient.dataSync()].entries()) {
      const moved = (by: number) => total(values.with(i, values[i]! + by));
      expect(slope).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 3);
    }
  });

  it('needs an embedding', () => {
    const x = tf.zeros([batch, d]) as Tensor2D;
    expect(() =>
      triplet({ margin: 0.3, soft: false }).perExample(
        { logits: x },
        undefined,
        x,
        distributions.categorical,
      ),
    ).toThrow('embedding');
  });
});
