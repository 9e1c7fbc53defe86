import { type ImageBatch, stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { cutout } from './cutout.ts';
import { erasing } from './erasing.ts';

const ones = (count: number, side: number): ImageBatch => ({
  shape: [count, side, side, 3],
  pixels: new Float32Array(count * side * side * 3).fill(1),
  targets: new Float32Array(count).fill(1),
  indices: Int32Array.from({ length: count }, (_, i) => i),
});

/** The sides of the rectangle of zeros in each image. It checks that there is nothing else. */
function holes({ pixels, shape: [count, height, width] }: ImageBatch) {
  return Array.from({ length: count }, (_, image) => {
    const at: [number, number][] = [];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (pixels[((image * height + y) * width + x) * 3] === 0) at.push([y, x]);
    if (at.length === 0) return { height: 0, width: 0 };
    const [ys, xs] = [at.map(([y]) => y), at.map(([, x]) => x)];
    const [h, w] = [Math.max(...ys) - Math.min(...ys) + 1, Math.max(...xs) - Math.min(...xs) + 1];
    expect(at.length).toBe(h * w);
    return { height: h, width: w };
  });
}

describe('erasing', () => {
  it('erases about half of the images, a rectangle of an area and aspect within the ranges', () => {
    const found = holes(erasing().apply(ones(600, 32), stream(0, 'e', 0)));
    const erased = found.filter(({ height }) => height > 0);
    expect(Math.abs(erased.length - 300)).toBeLessThan(50);
    for (const { height, width } of erased) {
      // Sides are rounded to whole pixels.
      expect(((height + 0.5) * (width + 0.5)) / 1024).toBeGreaterThanOrEqual(0.02);
      expect(((height - 0.5) * (width - 0.5)) / 1024).toBeLessThanOrEqual(0.33);
      expect((height + 0.5) / (width - 0.5)).toBeGreaterThanOrEqual(0.3);
      expect((height - 0.5) / (width + 0.5)).toBeLessThanOrEqual(3.3);
    }
  });
  it('never, or always', () => {
    expect(erasing({ probability: 0 }).apply(ones(3, 8), stream(0, 'e', 0))).toEqual(ones(3, 8));
    expect(
      holes(erasing({ probability: 1 }).apply(ones(50, 32), stream(0, 'e', 0))).every(
        ({ height }) => height > 0,
      ),
    ).toBe(true);
  });
  it('refuses a range whose larger number comes first', () => {
    expect(() => erasing({ area: [0.5, 0.1] })).toThrow('smaller');
  });
});

describe('cutout', () => {
  it('cuts a square of its size, less at the edge, from every image', () => {
    const found = holes(cutout().apply(ones(300, 32), stream(0, 'c', 0)));
    expect(
      found.every(({ height, width }) => height >= 4 && height <= 8 && width >= 4 && width <= 8),
    ).toBe(true);
    expect(found.filter(({ height, width }) => height === 8 && width === 8).length).toBeGreaterThan(
      150,
    );
    expect(holes(cutout({ size: 100 }).apply(ones(2, 8), stream(0, 'c', 0)))).toEqual([
      { height: 8, width: 8 },
      { height: 8, width: 8 },
    ]);
  });
});
