import { type ImageBatch, stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { gaussianNoise } from './gaussianNoise.ts';
import { images } from './golden/golden.ts';

const even = (value: number): ImageBatch => ({
  ...images.colour,
  shape: [1, 100, 101, 1],
  pixels: new Float32Array(10_100).fill(value),
});

describe('gaussian-noise', () => {
  it('has its deviation, and another one value by value', () => {
    const { pixels } = gaussianNoise({ sd: 0.05 }).apply(even(0.5), stream(0, 'n', 0));
    expect(
      Math.sqrt(pixels.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / pixels.length),
    ).toBeCloseTo(0.05, 2);
    expect(new Set(pixels).size).toBeGreaterThan(10_000);
  });
  it('clamps pixels to [0, 1], normalized values only when told', () => {
    const inside = (x: number) => x >= 0 && x <= 1;
    expect(
      gaussianNoise({ sd: 1 })
        .apply(even(0.5), stream(0, 'n', 0))
        .pixels.every(inside),
    ).toBe(true);
    expect(
      gaussianNoise({ sd: 1, space: 'normalized' })
        .apply(even(0), stream(0, 'n', 0))
        .pixels.every(inside),
    ).toBe(false);
    expect(
      gaussianNoise({ sd: 1, space: 'normalized', clamp: true })
        .apply(even(0), stream(0, 'n', 0))
        .pixels.every(inside),
    ).toBe(true);
  });
  it('as the released code has it, cuts three quarters of normalized values to 0 or 1', () => {
    const rng = stream(1, 'image', 0);
    const batch = { ...even(0), pixels: Float32Array.from({ length: 10_100 }, () => rng.normal()) };
    const { pixels } = gaussianNoise({ sd: 1, space: 'normalized', clamp: true }).apply(
      batch,
      stream(0, 'n', 0),
    );
    const cut = pixels.filter((x) => x === 0 || x === 1).length / pixels.length;
    // Of N(0, 2), 1/2 is below 0 and 0.24 above 1.
    expect(cut).toBeGreaterThan(0.71);
    expect(cut).toBeLessThan(0.77);
  });
  it('of deviation 0 is the image', () => {
    expect(gaussianNoise({ sd: 0 }).apply(images.colour, stream(0, 'n', 0))).toEqual(images.colour);
  });
});
