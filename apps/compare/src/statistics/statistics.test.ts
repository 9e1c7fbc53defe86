import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePaired, holm, permutationTest, power, seedsNeeded } from './compare.ts';
import { bootstrapInterval, summarize } from './describe.ts';
// Values of SciPy and statsmodels: golden/statistics.py.
import golden from './golden/statistics.json' with { type: 'json' };

const { a, b } = golden;

describe('statistics equal SciPy and statsmodels', () => {
  it.each(golden.intervals)('t interval of $n values', ({ n, mean, deviation, low, high }) => {
    const summary = summarize(a.slice(0, n));
    expect(summary.mean).toBeCloseTo(mean, 10);
    expect(summary.deviation).toBeCloseTo(deviation, 10);
    expect(summary.t!.low).toBeCloseTo(low, 7);
    expect(summary.t!.high).toBeCloseTo(high, 7);
  });
  it.each(golden.tests)(
    'paired tests of $n seeds',
    ({ n, difference, low, high, tTest, permutation, effect }) => {
      const found = comparePaired(a.slice(0, n), b.slice(0, n));
      expect(found.difference).toBeCloseTo(difference, 10);
      expect(found.interval!.low).toBeCloseTo(low, 7);
      expect(found.interval!.high).toBeCloseTo(high, 7);
      expect(found.tTest).toBeCloseTo(tTest, 7);
      expect(found.permutation).toBeCloseTo(permutation, 10);
      expect(found.effect).toBeCloseTo(effect, 8);
    },
  );
  it('Holm', () => {
    holm(golden.holm.p).forEach((value, i) => {
      expect(value).toBeCloseTo(golden.holm.corrected[i]!, 12);
    });
  });
  it.each(golden.power)(
    'power of $n pairs for $effect deviations',
    ({ effect, n, power: expected }) => {
      expect(power(effect, n)).toBeCloseTo(expected, 4);
    },
  );
  it.each(golden.seeds)('seeds for $effect deviations', ({ effect, seeds }) => {
    expect(seedsNeeded(effect, 1)).toBe(seeds);
  });
  it('bootstrap, to its own noise', () => {
    const { low, high } = bootstrapInterval(a);
    expect(Math.abs(low - golden.bootstrap.low)).toBeLessThan(2e-4);
    expect(Math.abs(high - golden.bootstrap.high)).toBeLessThan(2e-4);
  });
});

describe('laws', () => {
  const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 2,
    maxLength: 8,
  });
  it('a and b change places: the difference turns, p stays', () => {
    fc.assert(
      fc.property(values, (left) => {
        const right = left.map((value, i) => value * 0.9 + 0.01 * i);
        const [one, other] = [comparePaired(left, right), comparePaired(right, left)];
        expect(one.difference).toBeCloseTo(-other.difference, 12);
        expect(one.permutation).toBeCloseTo(other.permutation, 12);
        expect(one.superiority).toBeCloseTo(1 - other.superiority, 12);
      }),
    );
  });
  it('superiority is the share of seeds that are better, ties by half', () => {
    expect(comparePaired([3, 2, 1, 5], [1, 2, 4, 2]).superiority).toBe((1 + 0.5 + 0 + 1) / 4);
  });
  it('p of the permutation test lies between 2 / 2^n and 1', () => {
    fc.assert(
      fc.property(values, (differences) => {
        const p = permutationTest(differences);
        expect(p).toBeGreaterThanOrEqual(2 / 2 ** differences.length);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });
  it('more than 16 pairs are drawn, near the exact value', () => {
    const differences = Array.from({ length: 17 }, (_, i) => Math.sin(i) + 0.2);
    const exact = comparePaired(
      differences,
      differences.map(() => 0),
    ).tTest!;
    expect(Math.abs(permutationTest(differences) - exact)).toBeLessThan(0.05);
  });
  it('one seed has a difference and no interval; none is an error', () => {
    expect(comparePaired([1], [0])).toEqual({
      pairs: 1,
      difference: 1,
      permutation: 1,
      superiority: 1,
    });
    expect(() => comparePaired([], [])).toThrow('cannot be paired');
    expect(() => summarize([])).toThrow('no values');
  });
});
