import { stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flip, flipped } from './flip.ts';
import { batches, copies, different, images, likeTorchvision } from './golden/golden.ts';

describe('flip', () => {
  likeTorchvision<{ axis: 'horizontal' | 'vertical' }>(
    'flip',
    ({ axis }) =>
      (p, out, start, layout) =>
        flipped(p, out, start, layout, axis),
    1e-6,
  );

  it('twice is the image, and never is the image', () => {
    fc.assert(
      fc.property(
        batches,
        fc.nat(),
        fc.constantFrom('horizontal' as const, 'vertical' as const),
        (batch, seed, axis) => {
          const always = flip({ axis, probability: 1 });
          expect(
            always.apply(always.apply(batch, stream(seed, 'f', 0)), stream(seed, 'f', 1)),
          ).toEqual(batch);
          expect(flip({ axis, probability: 0 }).apply(batch, stream(seed, 'f', 0))).toEqual(batch);
        },
      ),
    );
  });
  it('decides for each image, half of the time, or once for the batch', () => {
    const batch = copies(images.colour, 400);
    const { pixels } = flip().apply(batch, stream(2, 'f', 0));
    const size = images.colour.pixels.length;
    const kept = Array.from(
      { length: 400 },
      (_, i) => pixels[i * size + size - 1] === images.colour.pixels[size - 1],
    ).filter(Boolean).length;
    expect(kept).toBeGreaterThan(150);
    expect(kept).toBeLessThan(250);
    expect(
      different(flip({ per: 'batch' }).apply(copies(images.colour, 8), stream(2, 'f', 0))),
    ).toBe(1);
  });
});
