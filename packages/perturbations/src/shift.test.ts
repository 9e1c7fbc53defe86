import { type ImageBatch, stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batches, copies, different, images, likeTorchvision } from './golden/golden.ts';
import { eachImage } from './images.ts';
import { shift, shifted } from './shift.ts';

const fills = ['zero', 'reflect'] as const;
const row: ImageBatch = {
  shape: [1, 1, 4, 1],
  pixels: Float32Array.of(1, 2, 3, 4),
  targets: Float32Array.of(1),
  indices: Int32Array.of(0),
};
const moved = (fill: 'zero' | 'reflect', dx: number) => [
  ...eachImage(row, (p, out, start, layout) => shifted(p, out, start, layout, dx, 0, fill)).pixels,
];

describe('shift', () => {
  likeTorchvision<{ dx: number; dy: number; fill: 'zero' | 'reflect' }>(
    'shift',
    ({ dx, dy, fill }) =>
      (p, out, start, layout) =>
        shifted(p, out, start, layout, dx, dy, fill),
    1e-6,
  );
  it('by nothing is the image', () => {
    fc.assert(
      fc.property(batches, fc.nat(), (batch, seed) => {
        for (const fill of fills)
          expect(shift({ padding: 0, fill }).apply(batch, stream(seed, 's', 0))).toEqual(batch);
      }),
    );
  });
  it('brings in black, or the mirror image without the edge', () => {
    expect(moved('zero', 2)).toEqual([0, 0, 1, 2]);
    expect(moved('zero', -9)).toEqual([0, 0, 0, 0]);
    expect(moved('reflect', 2)).toEqual([3, 2, 1, 2]);
    expect(moved('reflect', -1)).toEqual([2, 3, 4, 3]);
    expect(moved('reflect', 9)).toEqual([4, 3, 2, 1]);
  });
  it('moves each image by itself, anywhere up to the padding', () => {
    expect(different(shift().apply(copies(images.colour, 8), stream(0, 's', 0)))).toBeGreaterThan(
      4,
    );
    const bright = copies(
      {
        ...row,
        shape: [1, 9, 9, 1],
        pixels: new Float32Array(81).map((_, i) => (i === 40 ? 1 : 0)),
      },
      500,
    );
    const seen = new Set<number>();
    shift({ padding: 1 })
      .apply(bright, stream(0, 's', 0))
      .pixels.forEach((value, i) => {
        if (value === 1) seen.add(i % 81);
      });
    expect([...seen].sort((a, b) => a - b)).toEqual([30, 31, 32, 39, 40, 41, 48, 49, 50]);
  });
});
