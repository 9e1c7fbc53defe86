import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from './stream.ts';

const some = (seed: number, name: string, step: number) => {
  const rng = stream(seed, name, step);
  return Array.from({ length: 8 }, () => rng.uniform());
};
const key = fc.tuple(fc.nat(1e9), fc.string(), fc.nat(1e6));

describe('a stream', () => {
  it('is a function of seed, name and step', () => {
    fc.assert(
      fc.property(key, ([seed, name, step]) => {
        expect(some(seed, name, step)).toEqual(some(seed, name, step));
      }),
    );
  });
  it('differs where any of the three differs', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        fc.pre(String(a) !== String(b));
        expect(some(...a)).not.toEqual(some(...b));
      }),
    );
    expect(some(1, 'a', 2)).not.toEqual(some(2, 'a', 1));
    expect(some(2 ** 32 + 1, 'a', 0)).not.toEqual(some(1, 'a', 0));
  });
  it('has the moments of its distributions', () => {
    const rng = stream(7, 'moments', 0);
    const count = 40_000;
    const uniform = Array.from({ length: count }, () => rng.uniform());
    const normal = Array.from({ length: count }, () => rng.normal());
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(Math.abs(mean(normal))).toBeLessThan(0.02);
    expect(Math.abs(mean(normal.map((x) => x * x)) - 1)).toBeLessThan(0.03);
    expect(normal.every(Number.isFinite)).toBe(true);
    // Consecutive steps have no common pattern.
    const steps = Array.from({ length: count }, (_, step) => stream(7, 'steps', step).uniform());
    const centred = steps.map((x) => x - 0.5);
    expect(Math.abs(mean(centred.slice(1).map((x, i) => x * centred[i]!)) * 12)).toBeLessThan(0.03);
  });
  it('permutes', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(), (length, seed) => {
        expect([...stream(seed, 'p', 0).permutation(length)].sort((a, b) => a - b)).toEqual(
          Array.from({ length }, (_, i) => i),
        );
      }),
    );
  });
});
