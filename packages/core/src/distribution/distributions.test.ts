import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../testing/engine.ts';
import type { Distribution } from './distribution.ts';
import { distributions } from './distributions.ts';

const { categorical, bernoulli, gaussian } = distributions;
beforeAll(() => startEngine());

const batch = 3;
const numbers = (outputs: number, scale: number) =>
  fc.array(fc.double({ min: -scale, max: scale, noNaN: true }), {
    minLength: batch * outputs,
    maxLength: batch * outputs,
  });
const shares = (outputs: number) =>
  numbers(outputs, 1).map((values) => values.map((value) => Math.abs(value)));
const rows = (values: readonly number[]) =>
  tf.tensor2d(Float32Array.from(values), [batch, values.length / batch]);
/** The two-class form of bits: logits (z, 0), shares (y, 1 - y). */
const asClasses = (values: readonly number[], second: (value: number) => number) =>
  tf.tensor2d(Float32Array.from(values.flatMap((value) => [value, second(value)])), [batch, 2]);
const twoLogits = (z: readonly number[]) => asClasses(z, () => 0);
const twoShares = (y: readonly number[]) => asClasses(y, (value) => Math.fround(1 - value));
const numbersOf = (x: tf.Tensor) => [...x.dataSync()];
function expectNear(found: tf.Tensor, expected: tf.Tensor, relative = 2e-5, absolute = 2e-6) {
  const wanted = numbersOf(expected);
  for (const [i, value] of numbersOf(found).entries())
    expect(Math.abs(value - wanted[i]!), `${value} for ${wanted[i]}`).toBeLessThanOrEqual(
      absolute + relative * Math.abs(wanted[i]!),
    );
}
const gradientOf = (f: (x: Tensor2D) => Tensor1D, x: Tensor2D) =>
  tf.grad((z) => tf.sum(f(z as Tensor2D)) as Scalar)(x) as Tensor2D;

describe('bernoulli with one output', () => {
  const law = (hold: (z: number[], t: number[], y: number[]) => void) =>
    fc.assert(fc.property(numbers(1, 8), numbers(1, 8), shares(1), hold), { numRuns: 40 });

  it('is categorical with the logits (z, 0), in cross-entropy and its gradient', () => {
    law((z, _t, y) => {
      expectNear(bernoulli.ce(rows(z), rows(y)), categorical.ce(twoLogits(z), twoShares(y)));
      const classes = gradientOf((x) => categorical.ce(x, twoShares(y)), twoLogits(z));
      expectNear(
        gradientOf((x) => bernoulli.ce(x, rows(y)), rows(z)),
        tf.slice(classes, [0, 0], [batch, 1]),
      );
    });
  });

  it('is so in the divergence, its gradients in both and curvature', () => {
    law((z, t) => {
      expectNear(bernoulli.kl(rows(t), rows(z)), categorical.kl(twoLogits(t), twoLogits(z)));
      for (const [own, classes] of [
        [
          gradientOf((x) => bernoulli.kl(rows(t), x), rows(z)),
          gradientOf((x) => categorical.kl(twoLogits(t), x), twoLogits(z)),
        ],
        [
          gradientOf((x) => bernoulli.kl(x, rows(z)), rows(t)),
          gradientOf((x) => categorical.kl(x, twoLogits(z)), twoLogits(t)),
        ],
      ] as const)
        expectNear(own, tf.slice(classes, [0, 0], [batch, 1]), 1e-4);
      expectNear(
        bernoulli.curvature(rows(z), rows(t)),
        categorical.curvature(twoLogits(z), twoLogits(t)),
        1e-4,
        1e-4,
      );
    });
  });

  it('is so in means, ensembles, smoothing and right answers', () => {
    law((z, t, y) => {
      const first = (x: Tensor2D) => tf.slice(x, [0, 0], [batch, 1]);
      expectNear(bernoulli.mean(rows(z)), first(categorical.mean(twoLogits(z))));
      for (const T of [1, 4, 100]) {
        const ours = bernoulli.ensemble([rows(z), rows(t)], T);
        const classes = categorical.ensemble([twoLogits(z), twoLogits(t)], T);
        expectNear(
          bernoulli.mean(tf.div(ours, T) as Tensor2D),
          first(categorical.mean(tf.div(classes, T) as Tensor2D)),
        );
      }
      expectNear(
        bernoulli.smoothed!(rows(y), 0.2),
        first(categorical.smoothed!(twoShares(y), 0.2)),
      );
      const bits = y.map((value) => (value > 0.5 ? 1 : 0));
      expectNear(
        bernoulli.right!(rows(z), rows(bits)),
        categorical.right!(twoLogits(z), twoShares(bits)),
      );
    });
  });
});

it('bernoulli with K outputs is the sum of K with one', () => {
  fc.assert(
    fc.property(numbers(4, 6), numbers(4, 6), shares(4), (z, t, y) => {
      const column = (values: readonly number[], k: number) =>
        rows(values.filter((_, i) => i % 4 === k));
      const sum = (f: (k: number) => Tensor1D) => tf.addN([0, 1, 2, 3].map(f));
      expectNear(
        bernoulli.ce(rows(z), rows(y)),
        sum((k) => bernoulli.ce(column(z, k), column(y, k))),
      );
      expectNear(
        bernoulli.kl(rows(t), rows(z)),
        sum((k) => bernoulli.kl(column(t, k), column(z, k))),
      );
    }),
    { numRuns: 30 },
  );
});

describe('gaussian', () => {
  it('has a divergence that equals its own reverse, with the gradient s - t, at every T', () => {
    fc.assert(
      fc.property(numbers(3, 5), numbers(3, 5), fc.constantFrom(1, 2, 50), (s, t, T) => {
        expect(numbersOf(gaussian.kl(rows(t), rows(s)))).toEqual(
          numbersOf(gaussian.kl(rows(s), rows(t))),
        );
        expectNear(
          gradientOf((x) => gaussian.kl(rows(t), x), rows(s)),
          tf.sub(rows(s), rows(t)),
        );
        const softened = gaussian.kl(
          tf.div(rows(t), T) as Tensor2D,
          tf.div(rows(s), T) as Tensor2D,
        );
        expectNear(tf.mul(softened, T * T), gaussian.kl(rows(t), rows(s)), 1e-4);
      }),
      { numRuns: 30 },
    );
  });

  it('says neither smoothing nor right answers', () => {
    expect([gaussian.smoothed, gaussian.right]).toEqual([undefined, undefined]);
  });
});

describe.each(Object.values(distributions))('$name', (distribution: Distribution) => {
  const { name } = distribution;
  const targets = (y: number[]) =>
    name === 'categorical'
      ? (tf.div(tf.add(rows(y), 0.1), tf.sum(tf.add(rows(y), 0.1), 1, true)) as Tensor2D)
      : rows(y);

  it('has the gradient mean(z) - y of the cross-entropy', () => {
    fc.assert(
      fc.property(numbers(3, 5), shares(3), (z, y) =>
        expectNear(
          gradientOf((x) => distribution.ce(x, targets(y)), rows(z)),
          tf.sub(distribution.mean(rows(z)), targets(y)),
          1e-4,
          1e-5,
        ),
      ),
      { numRuns: 20 },
    );
  });

  it('gives logits whose mean is the mean, on the host too', () => {
    fc.assert(
      fc.property(numbers(3, 5), (z) => {
        const mean = distribution.mean(rows(z));
        expectNear(distribution.mean(distribution.logits(mean)), mean, 1e-4);
        expectNear(
          tf.tensor1d(distribution.hostMean(Float32Array.from(z), 3)),
          tf.reshape(mean, [-1]),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('has logits of probabilities 0 and 1 that are finite', () => {
    const certain = tf.tensor2d([1, 0, 0], [1, 3]);
    for (const value of numbersOf(distribution.logits(certain)))
      expect(Number.isFinite(value)).toBe(true);
  });

  it('has an ensemble whose mean is the mean of means, at any temperature', () => {
    fc.assert(
      fc.property(numbers(3, 6), numbers(3, 6), fc.constantFrom(1, 3, 10), (a, b, T) => {
        const soft = (z: Tensor2D) => distribution.mean(tf.div(z, T) as Tensor2D);
        expectNear(
          soft(distribution.ensemble([rows(a), rows(b)], T)),
          tf.div(tf.add(soft(rows(a)), soft(rows(b))), 2),
          1e-4,
          1e-5,
        );
      }),
      { numRuns: 20 },
    );
  });

  it('has a divergence of at least 0 that is precise at temperatures up to 10,000', () => {
    const double = (z: readonly number[], t: readonly number[]) => exactKl(name, t, z);
    fc.assert(
      fc.property(numbers(3, 10), numbers(3, 10), fc.constantFrom(1, 30, 10_000), (s, t, T) => {
        const over = (values: readonly number[]) =>
          values.map((value) => Math.fround(Math.fround(value) / T));
        const found = numbersOf(distribution.kl(rows(over(t)), rows(over(s))));
        for (const [row, value] of found.entries()) {
          const part = (values: readonly number[]) => over(values).slice(3 * row, 3 * row + 3);
          const exact = double(part(s), part(t));
          expect(value).toBeGreaterThanOrEqual(0);
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(1e-4 * exact + 1e-18);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** KL(t || s) in float64, by a series if the direct form would lose digits by cancellation. */
function exactKl(name: string, t: readonly number[], s: readonly number[]): number {
  if (name === 'gaussian') return t.reduce((sum, value, k) => sum + (value - s[k]!) ** 2 / 2, 0);
  if (name === 'bernoulli')
    return t.reduce((sum, value, k) => sum + exactKl('categorical', [value, 0], [s[k]!, 0]), 0);
  const top = t.reduce((a, b) => Math.max(a, b));
  const weights = t.map((value) => Math.exp(value - top));
  const total = weights.reduce((a, b) => a + b);
  const p = weights.map((weight) => weight / total);
  const gap = t.map((value, k) => value - s[k]!);
  const mean = gap.reduce((sum, d, k) => sum + p[k]! * d, 0);
  // log(1 + sum p (e^-x - 1 + x)) with x = d - mean: no term cancels in float64 for x of 1e-4.
  const excess = (x: number) =>
    Math.abs(x) < 1e-2
      ? x * x * (1 / 2 - x * (1 / 6 - x * (1 / 24 - x * (1 / 120 - x / 720))))
      : Math.expm1(-x) + x;
  return Math.log1p(gap.reduce((sum, d, k) => sum + p[k]! * excess(d - mean), 0));
}
