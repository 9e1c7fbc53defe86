import { definePerturbation, type ImageBatch } from '@codistill/core';
import { z } from 'zod';
import { blurred, brightened, contrasted, hued, saturated } from './colour.ts';
import { space } from './options.ts';

/**
 * Brightness, contrast, saturation and hue changed in random order, then a Gaussian blur; all numbers once for the batch. Factors from U(1 - s, 1 + s), the turn of
 * the hue from U(-s, s), the blur's deviation from `sigma`.
 *
 * Source: the pool of the released code (ColorJitter 0.25, 0.15, 0.15, 0.15, GaussianBlur 7x9 with sigma U(0.1, 2)); torchvision's definitions. Values are clamped to
 * [0, 1], which in normalized space, where the code does it, cuts most of the image.
 */
export const jitterBlur = definePerturbation({
  id: 'jitter-blur',
  about: 'Changes brightness, contrast, saturation and hue of the batch, and blurs it.',
  source: 'github.com/XiaoleiDiao/Competitive-Distillation; torchvision.transforms.ColorJitter, GaussianBlur',
  options: z.object({
    brightness: z.number().min(0).max(1).default(0.25).describe('s of the brightness.'),
    contrast: z.number().min(0).max(1).default(0.15).describe('s of the contrast.'),
    saturation: z.number().min(0).max(1).default(0.15).describe('s of the saturation.'),
    hue: z.number().min(0).max(0.5).default(0.15).describe('s of the hue.'),
    sigma: z
      .tuple([z.number().positive(), z.number().positive()])
      .default([0.1, 2])
      .describe('Smallest and largest deviation of the blur, in pixels.'),
    space,
  }),
  create: ({ brightness, contrast, saturation, hue, sigma, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const between = (low: number, high: number) => low + (high - low) * rng.uniform();
      const around = (s: number) => between(1 - s, 1 + s);
      const changes: ((image: ImageBatch) => ImageBatch)[] = [];
      const factors = [around(brightness), around(contrast), around(saturation), between(-hue, hue)] as const;
      changes.push(
        (image) => brightened(image, factors[0]),
        (image) => contrasted(image, factors[1]),
        (image) => saturated(image, factors[2]),
        (image) => hued(image, factors[3]),
      );
      let out = batch;
      for (const i of rng.permutation(4)) out = changes[i]!(out);
      return blurred(out, 7, 9, between(sigma[0], sigma[1]));
    },
  }),
});
