import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCounts, comparePaired, fewestPairs, holm, power, seedsNeeded } from './compare.ts';
import { bootstrapInterval, summarize } from './describe.ts';
// The values come from SciPy and statsmodels: golden/statistics.py.
import golden from './golden/statistics.json' with { type: 'json' };
import { permutationTest } from './permutation.ts';

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
      if (effect === null) expect(found.effect).toBe(null);
      else expect(found.effect).toBeCloseTo(effect, 8);
    },
  );
  it.each(golden.counts.tests)('paired tests of counts of $n seeds', (expected) => {
    const { of } = golden.counts;
    const shares = (counts: readonly number[]) =>
      counts.slice(0, expected.n).map((right) => ({ right, of }));
    const found = compareCounts(shares(golden.counts.a), shares(golden.counts.b));
    expect(found.difference).toBeCloseTo(expected.difference, 12);
    expect(found.permutation).toBe(expected.permutation);
    if (expected.low === null) {
      expect(found.interval).toBe(null);
      expect(found.tTest).toBe(null);
      expect(found.deviation).toBe(0);
    } else {
      expect(found.interval!.low).toBeCloseTo(expected.low, 10);
      expect(found.interval!.high).toBeCloseTo(expected.high, 10);
      expect(found.tTest).toBeCloseTo(expected.tTest, 7);
    }
  });
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
  it('more than 16 pairs are drawn, near the exact value, and counted where they are counts', () => {
    const differences = Array.from({ length: 17 }, (_, i) => Math.round(100 * (Math.sin(i) + 0.2)));
    const exact = permutationTest(differences);
    expect(Math.abs(permutationTest(differences.map((d) => d / 128 + 1e-9)) - exact)).toBeLessThan(
      0.01,
    );
    // This is one sign assignment in 2^64, and its mirror image.
    expect(permutationTest(new Array<number>(64).fill(1))).toBe(2 / 2 ** 64);
  });
  it('with one seed there is a difference, and no interval; none is an error', () => {
    expect(comparePaired([1], [0])).toMatchObject({
      pairs: 1,
      difference: 1,
      permutation: 1,
      smallestPermutation: 1,
      superiority: 1,
      interval: null,
      tTest: null,
      effect: null,
    });
    expect(() => comparePaired([], [])).toThrow('cannot be paired');
    expect(() => comparePaired([1], [Number.NaN])).toThrow('Only finite numbers can be compared');
    expect(() => summarize([])).toThrow('no values');
  });
  it('the fewest seeds that can establish something, by the number of comparisons', () => {
    expect([1, 2, 3, 6, 7].map((count) => fewestPairs(count))).toEqual([6, 7, 7, 8, 9]);
  });
});

describe('what is not defined is null, with a reason', () => {
  const same = 'the difference is the same at every seed';
  it.each([
    {
      about: 'one seed',
      a: [0.9],
      b: [0.8],
      unsaid: ['deviation', 'interval', 'tTest', 'effect'],
      why: 'one seed',
    },
    { about: 'two seeds', a: [0.9, 0.8], b: [0.85, 0.79], unsaid: ['effect'], why: 'Hedges' },
    {
      about: 'two seeds of one difference',
      a: [0.5, 0.75],
      b: [0.25, 0.5],
      unsaid: ['interval', 'tTest', 'effect'],
      why: same,
    },
    {
      about: 'the same difference but for rounding',
      a: [0.3, 0.4, 0.7],
      b: [0.2, 0.3, 0.6].map(Math.fround),
      unsaid: ['interval', 'tTest', 'effect'],
      why: same,
    },
    {
      about: 'equal methods',
      a: [0.9, 0.8, 0.7],
      b: [0.9, 0.8, 0.7],
      unsaid: ['interval', 'tTest', 'effect'],
      why: same,
    },
    {
      about: 'five seeds that differ',
      a: [0.9, 0.8, 0.7, 0.9, 0.8],
      b: [0.8, 0.8, 0.6, 0.8, 0.9],
      unsaid: [],
      why: '',
    },
  ])('$about', ({ a, b, unsaid, why }) => {
    const found = comparePaired(a, b);
    expect(Object.keys(found.because).sort()).toEqual([...unsaid].sort());
    for (const name of ['deviation', 'interval', 'tTest', 'effect'] as const) {
      expect(found[name] === null, name).toBe(unsaid.includes(name));
      if (unsaid.includes(name)) expect(found.because[name]).toContain(why);
    }
  });
  it.each([
    { values: [0.9], unsaid: ['deviation', 't', 'bootstrap'] },
    { values: [0.9, 0.9], unsaid: ['t', 'bootstrap'] },
    { values: [0.9, 0.9 + 1e-9, 0.9], unsaid: ['t', 'bootstrap'] },
    { values: [0.9, Number.NaN, 0.8], unsaid: ['deviation', 't', 'bootstrap'] },
    { values: [0.9, 0.8], unsaid: [] },
  ])('summary of $values', ({ values, unsaid }) => {
    const found = summarize(values);
    for (const name of ['deviation', 't', 'bootstrap'] as const) {
      expect(found[name] === null, name).toBe(unsaid.includes(name));
      expect(found.because[name] !== undefined, name).toBe(unsaid.includes(name));
    }
  });
});
