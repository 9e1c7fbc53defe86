import { expect, it } from 'vitest';
import { shareInterval } from './interval.ts';

it("equals scipy's binomtest(right, of).proportion_ci(method='wilson')", () => {
  const cases: readonly (readonly [right: number, of: number, low: number, high: number])[] = [
    [0, 10, 0, 0.27753279986288926],
    [81, 100, 0.7222115462093562, 0.8748524849023126],
    [360, 360, 0.9894419431113064, 1],
  ];
  for (const [right, of, low, high] of cases) {
    const [found, top] = shareInterval(right, of);
    expect(found).toBeCloseTo(low, 12);
    expect(top).toBeCloseTo(high, 12);
  }
});
