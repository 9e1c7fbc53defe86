import { definePerturbation, type ImageBatch } from '@codistill/core';
import { z } from 'zod';
import { beta } from './beta.ts';
import type { Box } from './box.ts';
import { layoutOf } from './images.ts';
import { blended } from './mixup.ts';

/**
 * Each image with the pixels of `box` from its partner. Labels are mixed by the area of the box.
 * `partner` are positions in the batch, [batch].
 */
export function spliced(batch: ImageBatch, partner: Int32Array, box: Box): ImageBatch {
  const { size, width, height, channels, count } = layoutOf(batch);
  const pixels = batch.pixels.slice();
  for (let image = 0; image < count; image++) {
    for (let y = box.top; y < box.top + box.height; y++) {
      const at = (y * width + box.left) * channels;
      const from = partner[image]! * size + at;
      pixels.set(batch.pixels.subarray(from, from + box.width * channels), image * size + at);
    }
  }
  return {
    ...batch,
    pixels,
    targets: blended(batch.targets, partner, 1 - (box.height * box.width) / (height * width)),
  };
}

/**
 * The box around (x, y) whose sides are sqrt(1 - lambda) of the image's sides, clipped to the
 * image.
 */
export function splicedBox(
  height: number,
  width: number,
  lambda: number,
  y: number,
  x: number,
): Box {
  const side = Math.sqrt(1 - lambda);
  const [h, w] = [Math.trunc(height * side) >> 1, Math.trunc(width * side) >> 1];
  const [top, left] = [Math.max(0, y - h), Math.max(0, x - w)];
  return { top, left, height: Math.min(height, y + h) - top, width: Math.min(width, x + w) - left };
}

/**
 * CutMix: a rectangle of each image comes from another image of the batch, and the label is mixed
 * by its area. One rectangle is drawn for the batch. Its area is 1 - lambda of the image, with
 * lambda from Beta(alpha, alpha). Its centre is anywhere in the image, and it is clipped to the
 * image (Yun et al. 2019).
 */
export const cutmix = definePerturbation({
  id: 'cutmix',
  about:
    'Replaces a rectangle of each image by that of another image of the batch, and mixes the labels by area (CutMix).',
  source: 'Yun et al. 2019, arXiv 1905.04899',
  options: z.object({
    alpha: z
      .number()
      .positive()
      .default(1)
      .describe('Both parameters of the Beta distribution of the area that stays.'),
    probability: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('Probability that CutMix is applied to a batch.'),
  }),
  create: ({ alpha, probability }) => ({
    space: 'pixels',
    apply(batch, rng) {
      if (rng.uniform() >= probability)
        return { ...batch, pixels: batch.pixels.slice(), targets: batch.targets.slice() };
      const [count, height, width] = batch.shape;
      const box = splicedBox(
        height,
        width,
        beta(alpha, rng),
        rng.integer(height),
        rng.integer(width),
      );
      return spliced(batch, rng.permutation(count), box);
    },
  }),
});
