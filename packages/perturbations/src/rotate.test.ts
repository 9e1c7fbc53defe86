import { stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batches, copies, different, images, likeTorchvision } from './golden/golden.ts';
import { eachImage } from './images.ts';
import { rotate, rotated } from './rotate.ts';

const turned = (degrees: number) => (batch: typeof images.colour) =>
  eachImage(batch, (p, out, start, layout) => rotated(p, out, start, layout, degrees));

describe('rotate', () => {
  likeTorchvision<{ degrees: number }>(
    'rotate',
    ({ degrees }) =>
      (p, out, start, layout) =>
        rotated(p, out, start, layout, degrees),
    1e-6,
  );

  it('by nothing is the image', () => {
    fc.assert(
      fc.property(batches, fc.nat(), (batch, seed) => {
        expect(turned(0)(batch)).toEqual(batch);
        expect(rotate({ degrees: 0 }).apply(batch, stream(seed, 'r', 0))).toEqual(batch);
      }),
    );
  });
  it('by a quarter turn moves the right column of a square up to the first row, and four give the image', () => {
    const quarter = turned(90);
    const once = quarter(images.grey);
    expect([...once.pixels.slice(0, 8)]).toEqual(
      Array.from({ length: 8 }, (_, i) => images.grey.pixels[8 * i + 7]!),
    );
    expect(quarter(quarter(quarter(once)))).toEqual(images.grey);
  });
  it('turns each image, or the batch by one angle', () => {
    const batch = copies(images.colour, 6);
    expect(different(rotate().apply(batch, stream(1, 'r', 0)))).toBeGreaterThan(3);
    expect(different(rotate({ per: 'batch' }).apply(batch, stream(1, 'r', 0)))).toBe(1);
  });
});
