import { stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from './box.ts';
import { crop, cropBox, cropped } from './crop.ts';
import { batches, copies, different, images, likeTorchvision } from './golden/golden.ts';
import { eachImage } from './images.ts';

describe('crop', () => {
  likeTorchvision<Box>(
    'crop',
    (box) => (p, out, start, layout) => cropped(p, out, start, layout, box),
  );

  it('of the whole image is the image', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const [, height, width] = batch.shape;
        expect(
          eachImage(batch, (p, out, start, layout) =>
            cropped(p, out, start, layout, { top: 0, left: 0, height, width }),
          ),
        ).toEqual(batch);
        expect(
          crop({ scale: [1, 1], ratio: [width / height, width / height] }).apply(
            batch,
            stream(0, 'c', 0),
          ),
        ).toEqual(batch);
      }),
    );
  });
  it('lies in the image and has a part of its area near the scale', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const layout = { count: 1, height: 32, width: 32, channels: 3, size: 3072 };
        const box = cropBox(layout, [0.3, 0.7], [3 / 4, 4 / 3], stream(seed, 'c', 0));
        expect(
          box.top >= 0 && box.left >= 0 && box.top + box.height <= 32 && box.left + box.width <= 32,
        ).toBe(true);
        expect((box.height * box.width) / 1024).toBeGreaterThan(0.27);
        expect((box.height * box.width) / 1024).toBeLessThan(0.73);
        expect(box.width / box.height).toBeGreaterThan(0.7);
        expect(box.width / box.height).toBeLessThan(1.43);
      }),
    );
  });
  it('takes the largest box in the middle where no drawn one fits', () => {
    const flat = { count: 1, height: 4, width: 40, channels: 1, size: 160 };
    expect(cropBox(flat, [1, 1], [3 / 4, 4 / 3], stream(0, 'c', 0))).toEqual({
      top: 0,
      left: 17,
      height: 4,
      width: 5,
    });
    const high = { count: 1, height: 40, width: 4, channels: 1, size: 160 };
    expect(cropBox(high, [1, 1], [3 / 4, 4 / 3], stream(0, 'c', 0))).toEqual({
      top: 17,
      left: 0,
      height: 5,
      width: 4,
    });
  });
  it('crops each image by itself', () => {
    expect(different(crop().apply(copies(images.colour, 4), stream(0, 'w', 0)))).toBeGreaterThan(1);
  });
});
