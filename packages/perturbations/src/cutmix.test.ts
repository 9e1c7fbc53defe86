import { stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutmix, spliced, splicedBox } from './cutmix.ts';
import { batches } from './golden/golden.ts';
import { mixed } from './mixup.ts';

const next = (count: number) => Int32Array.from({ length: count }, (_, i) => (i + 1) % count);

describe('cutmix', () => {
  it('of the whole image gives the partners, of nothing changes nothing', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const [count, height, width] = batch.shape;
        expect(spliced(batch, next(count), { top: 0, left: 0, height: 0, width })).toEqual(batch);
        expect(spliced(batch, next(count), { top: 0, left: 0, height, width })).toEqual(
          mixed(batch, next(count), 0),
        );
        expect(cutmix({ probability: 0 }).apply(batch, stream(0, 'c', 0))).toEqual(batch);
      }),
    );
  });
  it('gives the partner the part of the label that it has of the area', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const batch = {
          shape: [2, 6, 7, 1] as const,
          pixels: Float32Array.from({ length: 84 }, (_, i) => (i < 42 ? 0 : 1)),
          targets: Float32Array.of(1, 0, 0, 1),
          indices: Int32Array.of(0, 1),
        };
        const { pixels, targets } = cutmix().apply(batch, stream(seed, 'c', 0));
        expect(targets[1]).toBeCloseTo(pixels.slice(0, 42).reduce((a, b) => a + b, 0) / 42, 5);
      }),
    );
  });
  it('has the box of Yun et al., cut at the edge', () => {
    expect(splicedBox(32, 32, 0.75, 16, 16)).toEqual({ top: 8, left: 8, height: 16, width: 16 });
    expect(splicedBox(32, 32, 0.75, 0, 31)).toEqual({ top: 0, left: 23, height: 8, width: 9 });
    expect(splicedBox(32, 32, 1, 3, 4)).toEqual({ top: 3, left: 4, height: 0, width: 0 });
    expect(splicedBox(8, 8, 0, 4, 4)).toEqual({ top: 0, left: 0, height: 8, width: 8 });
  });
});
