import { stream } from '@codistill/core';
import { expect, it } from 'vitest';
import { beta } from './beta.ts';

it.each([0.2, 1, 4])(
  'numbers of Beta(%d, %d) lie in [0, 1] and have its mean and variance',
  (a) => {
    const rng = stream(3, 'beta', 0);
    const values = Array.from({ length: 20_000 }, () => beta(a, rng));
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(values.reduce((x, y) => x + y, 0) / values.length).toBeCloseTo(0.5, 1);
    expect(
      Math.abs(
        values.reduce((x, y) => x + (y - 0.5) ** 2, 0) / values.length - 1 / (4 * (2 * a + 1)),
      ),
    ).toBeLessThan(0.005);
  },
);

it('a tiny parameter, at which both gamma numbers may be 0, still gives a number', () => {
  const rng = stream(3, 'beta', 0);
  for (let i = 0; i < 200; i++) expect(beta(1e-4, rng)).toBeGreaterThanOrEqual(0);
});
