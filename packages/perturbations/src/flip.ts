import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { drawn, eachImage, kept, type Layout } from './images.ts';
import { per, space } from './options.ts';

/**
 * Fills `out` with a mirrored image: 'horizontal' swaps left and right, and 'vertical' swaps top
 * and bottom.
 */
export function flipped(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { height, width, channels }: Layout,
  axis: 'horizontal' | 'vertical',
): void {
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    const at = start + y * row;
    if (axis === 'vertical') {
      const from = start + (height - 1 - y) * row;
      out.set(pixels.subarray(from, from + row), at);
    } else if (channels === 3) {
      for (let to = at, from = at + row - 3; to < at + row; to += 3, from -= 3) {
        out[to] = pixels[from]!;
        out[to + 1] = pixels[from + 1]!;
        out[to + 2] = pixels[from + 2]!;
      }
    } else {
      for (let x = 0; x < row; x += channels)
        for (let c = 0; c < channels; c++) out[at + x + c] = pixels[at + row - channels - x + c]!;
    }
  }
}

/**
 * Mirrors an image with probability `probability`, by default left to right. The released code
 * always mirrors, and mirrors the whole batch: `per: 'batch', probability: 1`.
 */
export const flip = definePerturbation({
  id: 'flip',
  about: 'Mirrors images horizontally or vertically.',
  source:
    'github.com/XiaoleiDiao/Competitive-Distillation; torchvision.transforms.RandomHorizontalFlip, RandomVerticalFlip',
  options: z.object({
    axis: z
      .enum(['horizontal', 'vertical'])
      .default('horizontal')
      .describe('Mirror left and right (horizontal) or top and bottom (vertical).'),
    probability: z.number().min(0).max(1).default(0.5).describe('Probability of a flip.'),
    per,
    space,
  }),
  create: ({ axis, probability, per: each, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const turns = drawn(each, () => rng.uniform() < probability);
      return eachImage(batch, (pixels, out, start, layout, image) =>
        turns()
          ? flipped(pixels, out, start, layout, axis)
          : kept(pixels, out, start, layout, image),
      );
    },
  }),
});
