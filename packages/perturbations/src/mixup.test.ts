import { stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batches, images } from './golden/golden.ts';
import { layoutOf } from './images.ts';
import { mixed, mixup } from './mixup.ts';

describe('mixup', () => {
  it('with lambda 1 changes nothing, with 0 gives the partners', () => {
    fc.assert(
      fc.property(batches, fc.nat(), (batch, seed) => {
        const partner = stream(seed, 'p', 0).permutation(batch.shape[0]);
        expect(mixed(batch, partner, 1)).toEqual(batch);
        const { size } = layoutOf(batch);
        const other = mixed(batch, partner, 0);
        partner.forEach((from, i) => {
          expect(other.pixels.slice(i * size, (i + 1) * size)).toEqual(
            batch.pixels.slice(from * size, (from + 1) * size),
          );
          expect(other.targets.slice(i * 3, (i + 1) * 3)).toEqual(
            batch.targets.slice(from * 3, (from + 1) * 3),
          );
        });
      }),
    );
  });
  it('mixes pixels and targets by the same number, one for the batch', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        // Image i has the value i everywhere and the class i. So the label shows lambda and the
        // partner, and the pixels must agree.
        const batch = {
          shape: [4, 2, 2, 1] as const,
          pixels: Float32Array.from({ length: 16 }, (_, i) => i >> 2),
          targets: Float32Array.from({ length: 16 }, (_, i) => (i >> 2 === i % 4 ? 1 : 0)),
          indices: Int32Array.of(0, 1, 2, 3),
        };
        const { pixels, targets } = mixup({ alpha: 0.7 }).apply(batch, stream(seed, 'm', 0));
        const shares = new Set<string>();
        for (let i = 0; i < 4; i++) {
          const row = targets.subarray(4 * i, 4 * i + 4);
          expect(pixels[4 * i]).toBeCloseTo(row[1]! + 2 * row[2]! + 3 * row[3]!, 5);
          if (row[i]! < 1) shares.add(row[i]!.toFixed(5));
        }
        expect(shares.size).toBeLessThanOrEqual(1);
      }),
    );
  });
  it('of one image mixes it with itself', () => {
    const { pixels, targets } = mixup().apply(images.colour, stream(0, 'm', 0));
    pixels.forEach((value, i) => {
      expect(value).toBeCloseTo(images.colour.pixels[i]!, 6);
    });
    expect(targets[1]).toBeCloseTo(1, 6);
  });
});
