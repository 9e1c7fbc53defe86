import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { type Box, randomBox } from './box.ts';
import { eachImage, kept, type Layout } from './images.ts';
import { range } from './options.ts';

/** Fills the part of a box that lies inside the image with 0. */
export function erase(
  out: Float32Array,
  start: number,
  { height, width, channels }: Layout,
  box: Box,
): void {
  const left = Math.max(0, box.left);
  const right = Math.min(width, box.left + box.width);
  if (right <= left) return;
  for (let y = Math.max(0, box.top); y < Math.min(height, box.top + box.height); y++)
    out.fill(0, start + (y * width + left) * channels, start + (y * width + right) * channels);
}

/**
 * Random erasing: a random rectangle of an image becomes 0, which is the mean after normalization
 * (Zhong et al. 2020). The rectangle is drawn as in torchvision and is smaller than the image on
 * both sides.
 */
export const erasing = definePerturbation({
  id: 'erasing',
  about: 'Sets a random rectangle of an image to the mean (random erasing).',
  source: 'Zhong et al. 2020, arXiv 1708.04896; torchvision.transforms.RandomErasing',
  options: z.object({
    probability: z.number().min(0).max(1).default(0.5).describe('Probability for each image.'),
    area: range([0.02, 0.33], 1).describe('Minimum and maximum fraction of the area.'),
    ratio: range([0.3, 3.3]).describe('Minimum and maximum aspect ratio, height over width.'),
  }),
  create: ({ probability, area, ratio }) => ({
    space: 'normalized',
    apply: (batch, rng) =>
      eachImage(batch, (pixels, out, start, layout, image) => {
        kept(pixels, out, start, layout, image);
        if (rng.uniform() >= probability) return;
        const box = randomBox(
          layout,
          area,
          ratio,
          'height',
          (h, w) => h < layout.height && w < layout.width,
          rng,
        );
        if (box) erase(out, start, layout, box);
      }),
  }),
});
