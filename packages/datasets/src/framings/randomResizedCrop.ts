import { defineFraming } from '@codistill/core';
import { z } from 'zod';
import { rounded } from './rounded.ts';

const range = (low: number, high: number) =>
  z
    .tuple([z.number().positive(), z.number().positive()])
    .refine(([from, to]) => from <= to, 'the first must be at most the second')
    .default([low, high]);

/**
 * A random part of the image, as torchvision's `RandomResizedCrop` draws it. Up to ten times, the
 * area is drawn uniformly from `scale` times that of the image, and the aspect ratio w / h
 * log-uniformly from `ratio`; the first box that fits is placed uniformly. If none fits, the
 * largest box in the center with a ratio in range is taken.
 *
 * Source: Szegedy et al. 2015, arXiv 1409.4842, and torchvision.
 */
export const randomResizedCrop = defineFraming({
  id: 'random-resized-crop',
  about: 'A random part of the image, of random area and aspect ratio.',
  source: 'Szegedy et al. 2015, arXiv 1409.4842; torchvision.transforms.RandomResizedCrop',
  options: z.object({
    scale: range(0.08, 1)
      .refine(([, to]) => to <= 1, 'a part is at most the whole image')
      .describe('Smallest and largest share of the area.'),
    ratio: range(3 / 4, 4 / 3).describe('Smallest and largest aspect ratio, width to height.'),
  }),
  create: ({ scale: [least, most], ratio: [narrow, wide] }) => ({
    box({ height, width }, rng) {
      for (let tries = 0; tries < 10; tries++) {
        const area = height * width * (least + (most - least) * rng.uniform());
        const [low, high] = [Math.log(narrow), Math.log(wide)];
        const ratio = Math.exp(low + (high - low) * rng.uniform());
        const w = rounded(Math.sqrt(area * ratio));
        const h = rounded(Math.sqrt(area / ratio));
        if (w > 0 && w <= width && h > 0 && h <= height)
          return [rng.integer(height - h + 1), rng.integer(width - w + 1), h, w];
      }
      const found = width / height;
      const w = found > wide ? Math.max(1, rounded(height * wide)) : width;
      const h = found < narrow ? Math.max(1, rounded(width / narrow)) : height;
      return [Math.floor((height - h) / 2), Math.floor((width - w) / 2), h, w];
    },
  }),
});
