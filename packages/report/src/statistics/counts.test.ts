import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonCount, commonDenominator, countOf, meanShare } from './counts.ts';

describe('an accuracy as a count', () => {
  it('is recovered from its float32, for every number of examples that is plausible', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (of, at) => {
          const right = Math.round(at * of);
          expect(countOf(Math.fround(right / of), of)).toBe(right);
          expect(countOf(right / of, of)).toBe(right);
        },
      ),
    );
  });
  it.each([
    [0.5, 3],
    [Math.fround(1 / 3), 364],
    [Number.NaN, 364],
    [Number.POSITIVE_INFINITY, 364],
    [-1 / 364, 364],
    [365 / 364, 364],
    // Neighbouring counts have the same float32.
    [Math.fround(0.9), 1e9],
  ])('%d is none of %d', (value, of) => {
    expect(countOf(value, of)).toBe(undefined);
  });
  it('the mean over networks is the sum of their counts', () => {
    const values = [345, 346, 301].map((right) => Math.fround(right / 364));
    expect(meanShare(values, 364)).toEqual({ right: 992, of: 1092 });
    expect(meanShare([...values, 0.5001], 364)).toBe(undefined);
    expect(meanShare([], 364)).toBe(undefined);
  });
  it('the smallest number of which all are counts divides that of the examples', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 12_000 }),
        fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 4, maxLength: 12 }),
        (of, places) => {
          const values = places.map((at) => Math.fround(Math.round(at * of) / of));
          const found = commonCount(values)!;
          // With either denominator, the differences are the same integer multiples.
          for (const value of values)
            expect((countOf(value, found)! * of) / found).toBeCloseTo(countOf(value, of)!, 6);
        },
      ),
      { numRuns: 200 },
    );
    expect(commonCount([0.123456789, 0.77777])).toBe(undefined);
    expect(commonCount([])).toBe(undefined);
  });
  it('shares of unlike many networks have a common denominator', () => {
    expect(
      commonDenominator([
        { right: 1, of: 364 },
        { right: 1, of: 728 },
        { right: 2, of: 1092 },
      ]),
    ).toBe(2184);
    expect(
      commonDenominator([
        { right: 1, of: 1e9 + 7 },
        { right: 1, of: 1e9 + 9 },
      ]),
    ).toBe(undefined);
  });
});
