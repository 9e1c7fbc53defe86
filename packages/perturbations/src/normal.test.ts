import { type Rng, stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { normal } from './normal.ts';

const size = 200_000;
const values = () => {
  const rng = stream(5, 'normal', 0);
  return Float64Array.from({ length: size }, () => normal(rng));
};

describe('normal', () => {
  it('has the moments of N(0, 1)', () => {
    const x = values();
    const moment = (k: number) => x.reduce((sum, value) => sum + value ** k, 0) / size;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(3))).toBeLessThan(0.04);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
  });
  it('has the distribution of N(0, 1), by Kolmogorov and Smirnov, and its tails', () => {
    const x = values().sort();
    // Phi, by Simpson's rule along the sorted values.
    let [phi, last] = [0.5, 0];
    const density = (t: number) => Math.exp(-0.5 * t * t) / Math.sqrt(2 * Math.PI);
    const middle = x.findIndex((value) => value >= 0);
    let worst = 0;
    for (let i = middle; i < size; i++) {
      const width = x[i]! - last;
      phi += (width / 6) * (density(last) + 4 * density(last + width / 2) + density(x[i]!));
      last = x[i]!;
      worst = Math.max(worst, Math.abs(phi - (i + 0.5) / size));
    }
    [phi, last] = [0.5, 0];
    for (let i = middle - 1; i >= 0; i--) {
      const width = last - x[i]!;
      phi -= (width / 6) * (density(last) + 4 * density(last - width / 2) + density(x[i]!));
      last = x[i]!;
      worst = Math.max(worst, Math.abs(phi - (i + 0.5) / size));
    }
    expect(worst).toBeLessThan(1.63 / Math.sqrt(size));
    const beyond = (t: number) => x.filter((value) => Math.abs(value) > t).length;
    // 2 (1 - Phi(3)) = 0.0027, 2 (1 - Phi(3.4426)) = 0.000576
    expect(Math.abs(beyond(3) - 540)).toBeLessThan(100);
    expect(Math.abs(beyond(3.442619855899) - 115)).toBeLessThan(45);
  });
  it('is defined at the ends of the uniform numbers', () => {
    for (const ends of [[0], [1 - 2 ** -32], [2 ** -32, 0.5], [127 * 2 ** -32, 0.9], [0, 0, 0.3]]) {
      let i = 0;
      const rng: Rng = { ...stream(0, 'x', 0), uniform: () => ends[i++] ?? 0.25 };
      expect(Number.isFinite(normal(rng))).toBe(true);
    }
  });
});
