import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { drawn, eachImage, type Layout } from './images.ts';
import { per, space } from './options.ts';

/** Fills `out` with an image mirrored along an axis. */
export function flipped(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { height, width, channels }: Layout,
  axis: 'horizontal' | 'vertical',
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = axis === 'horizontal' ? [width - 1 - x, y] : [x, height - 1 - y];
      const from = start + (sy * width + sx) * channels;
      for (let c = 0; c < channels; c++) out[start + (y * width + x) * channels + c] = pixels[from + c]!;
    }
  }
}

/** Mirrors an image with probability `probability`, left and right by default; `per: 'batch'` decides once for all, and with probability 1 is the released code's. */
export const flip = definePerturbation({
  id: 'flip',
  about: 'Mirrors images.',
  options: z.object({
    axis: z.enum(['horizontal', 'vertical']).default('horizontal').describe('Left and right, or up and down, change places.'),
    probability: z.number().min(0).max(1).default(0.5).describe('How often.'),
    per,
    space,
  }),
  create: ({ axis, probability, per: each, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const turns = drawn(each, () => rng.uniform() < probability);
      return eachImage(batch, (pixels, out, start, layout) => {
        if (turns()) flipped(pixels, out, start, layout, axis);
        else out.set(pixels.subarray(start, start + layout.size), start);
      });
    },
  }),
});
