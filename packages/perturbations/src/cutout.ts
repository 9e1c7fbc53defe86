import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { erase } from './erasing.ts';
import { eachImage, kept } from './images.ts';

/**
 * Cutout: a square of each image becomes 0, which is the mean after normalization. Its centre is
 * anywhere in the image, and it is clipped to the image (DeVries and Taylor 2017).
 */
export const cutout = definePerturbation({
  id: 'cutout',
  about: 'Sets a random square of each image to the mean (Cutout).',
  source: 'DeVries and Taylor 2017, arXiv 1708.04552 (8 pixels on CIFAR-100, 16 on CIFAR-10)',
  options: z.object({
    size: z.number().int().positive().default(8).describe('Side of the square, in pixels.'),
  }),
  create: ({ size }) => ({
    space: 'normalized',
    apply: (batch, rng) =>
      eachImage(batch, (pixels, out, start, layout, image) => {
        kept(pixels, out, start, layout, image);
        const [top, left] = [
          rng.integer(layout.height) - (size >> 1),
          rng.integer(layout.width) - (size >> 1),
        ];
        erase(out, start, layout, { top, left, height: size, width: size });
      }),
  }),
});
