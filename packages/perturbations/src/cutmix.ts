import { definePerturbation, type ImageBatch } from '@codistill/core';
import { z } from 'zod';
import { beta } from './beta.ts';
import { layoutOf } from './images.ts';

/** A rectangle of pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Each image with the pixels of `box` from its partner, and labels mixed by the area. */
export function spliced(batch: ImageBatch, partner: Int32Array, box: Box): ImageBatch {
  const { size, width, height, channels, count } = layoutOf(batch);
  const pixels = batch.pixels.slice();
  for (let image = 0; image < count; image++) {
    for (let y = box.top; y < box.top + box.height; y++) {
      const from = partner[image]! * size + (y * width + box.left) * channels;
      pixels.set(batch.pixels.subarray(from, from + box.width * channels), image * size + (y * width + box.left) * channels);
    }
  }
  const share = (box.height * box.width) / (height * width);
  const classes = batch.labels.length / count;
  const labels = batch.labels.map(
    (value, i) => (1 - share) * value + share * batch.labels[partner[Math.floor(i / classes)]! * classes + (i % classes)]!,
  );
  return { ...batch, pixels, labels };
}

/**
 * Splicing: a rectangle of each image comes from another of the batch, and the label is mixed by its area. The rectangle, one for the batch, has the part 1 - lambda
 * of the image, lambda from Beta(alpha, alpha), its middle is anywhere, and what reaches beyond the image is cut (Yun et al. 2019).
 */
export const cutmix = definePerturbation({
  id: 'cutmix',
  about: 'Splices a rectangle of another image of the batch into each, and mixes the labels by its area.',
  source: 'Yun et al. 2019, arXiv 1905.04899',
  options: z.object({
    alpha: z.number().positive().default(1).describe('Of the Beta distribution of the part that stays.'),
    probability: z.number().min(0).max(1).default(1).describe('How often a batch is spliced at all.'),
  }),
  create: ({ alpha, probability }) => ({
    space: 'pixels',
    apply(batch, rng) {
      if (rng.uniform() >= probability) return { ...batch, pixels: batch.pixels.slice(), labels: batch.labels.slice() };
      const { height, width, count } = layoutOf(batch);
      const side = Math.sqrt(1 - beta(alpha, rng));
      const [h, w] = [Math.trunc(height * side), Math.trunc(width * side)];
      const [y, x] = [rng.integer(height), rng.integer(width)];
      const top = Math.max(0, y - (h >> 1));
      const left = Math.max(0, x - (w >> 1));
      const box = { top, left, height: Math.max(0, Math.min(height, y + (h >> 1)) - top), width: Math.max(0, Math.min(width, x + (w >> 1)) - left) };
      return spliced(batch, rng.permutation(count), box);
    },
  }),
});
