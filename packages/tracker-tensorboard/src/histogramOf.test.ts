import fc from 'fast-check';
import { expect, it } from 'vitest';
import { histogramOf } from './histogramOf.ts';

it('a histogram counts every finite value once, in bins that hold it', () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 1, maxLength: 100 }), (values) => {
      const finite = values.filter(Number.isFinite);
      const histogram = histogramOf(values);
      if (finite.length === 0) return expect(histogram).toBeUndefined();
      const { min, max, num, limits, counts } = histogram!;
      expect(num).toBe(finite.length);
      expect(counts.reduce((a, b) => a + b, 0)).toBe(finite.length);
      expect(min).toBe(finite.reduce((a, b) => Math.min(a, b)));
      expect(limits.at(-1)).toBeGreaterThanOrEqual(max);
    }),
  );
});
