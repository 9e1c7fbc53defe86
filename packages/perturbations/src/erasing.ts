import { definePerturbation, type Rng } from '@codistill/core';
import { z } from 'zod';
import type { Box } from './cutmix.ts';
import { eachImage, type Layout } from './images.ts';

/** Fills the part of a box that lies in the image with 0. */
function erase(out: Float32Array, start: number, { height, width, channels }: Layout, box: Box): void {
  const left = Math.max(0, box.left);
  const right = Math.min(width, box.left + box.width);
  if (right <= left) return;
  for (let y = Math.max(0, box.top); y < Math.min(height, box.top + box.height); y++)
    out.fill(0, start + (y * width + left) * channels, start + (y * width + right) * channels);
}

/** torchvision's box: area from `area` of the image, log-uniform aspect, ten tries; undefined where none fits. */
function erasedBox({ height, width }: Layout, area: readonly [number, number], ratio: readonly [number, number], rng: Rng): Box | undefined {
  for (let attempt = 0; attempt < 10; attempt++) {
    const size = height * width * (area[0] + (area[1] - area[0]) * rng.uniform());
    const [low, high] = [Math.log(ratio[0]), Math.log(ratio[1])];
    const aspect = Math.exp(low + (high - low) * rng.uniform());
    const [h, w] = [Math.round(Math.sqrt(size * aspect)), Math.round(Math.sqrt(size / aspect))];
    if (h > 0 && w > 0 && h < height && w < width) return { top: rng.integer(height - h + 1), left: rng.integer(width - w + 1), height: h, width: w };
  }
  return undefined;
}

/** A random rectangle of an image becomes 0, the mean after normalization (Zhong et al. 2020). */
export const erasing = definePerturbation({
  id: 'erasing',
  about: 'A random rectangle of an image becomes its mean.',
  source: 'Zhong et al. 2020, arXiv 1708.04896; torchvision.transforms.RandomErasing',
  options: z.object({
    probability: z.number().min(0).max(1).default(0.5).describe('How often.'),
    area: z.tuple([z.number().positive(), z.number().positive()]).default([0.02, 0.33]).describe('Smallest and largest part of the area.'),
    ratio: z.tuple([z.number().positive(), z.number().positive()]).default([0.3, 3.3]).describe('Smallest and largest height over width.'),
  }),
  create: ({ probability, area, ratio }) => ({
    space: 'normalized',
    apply: (batch, rng) =>
      eachImage(batch, (pixels, out, start, layout) => {
        out.set(pixels.subarray(start, start + layout.size), start);
        const box = rng.uniform() < probability ? erasedBox(layout, area, ratio, rng) : undefined;
        if (box) erase(out, start, layout, box);
      }),
  }),
});

/** A square of an image becomes 0, the mean after normalization; its middle is anywhere, and what reaches beyond the image is cut (DeVries and Taylor 2017). */
export const cutout = definePerturbation({
  id: 'cutout',
  about: 'A square of each image becomes its mean.',
  source: 'DeVries and Taylor 2017, arXiv 1708.04552 (8 pixels on CIFAR-100, 16 on CIFAR-10)',
  options: z.object({ size: z.number().int().positive().default(8).describe('The side of the square, in pixels.') }),
  create: ({ size }) => ({
    space: 'normalized',
    apply: (batch, rng) =>
      eachImage(batch, (pixels, out, start, layout) => {
        out.set(pixels.subarray(start, start + layout.size), start);
        erase(out, start, layout, {
          top: rng.integer(layout.height) - (size >> 1),
          left: rng.integer(layout.width) - (size >> 1),
          height: size,
          width: size,
        });
      }),
  }),
});
