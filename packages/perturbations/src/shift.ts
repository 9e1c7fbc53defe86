import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { eachImage, type Layout } from './images.ts';

/** The index that `at` is mirrored to, without repeating the edge: -1 is 1, size is size - 2; of one pixel always 0. */
export function mirrored(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((at % period) + period) % period;
  return folded < size ? folded : period - folded;
}

/** Fills `out` with an image moved by (dx, dy): out(x, y) = in(x - dx, y - dy), beyond the edge zero or the mirror image. */
export function shifted(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { height, width, channels }: Layout,
  dx: number,
  dy: number,
  fill: 'zero' | 'reflect',
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [sx, sy] = [x - dx, y - dy];
      const at = start + (y * width + x) * channels;
      if (fill === 'reflect') [sx, sy] = [mirrored(sx, width), mirrored(sy, height)];
      const inside = sx >= 0 && sy >= 0 && sx < width && sy < height;
      for (let c = 0; c < channels; c++) out[at + c] = inside ? pixels[start + (sy * width + sx) * channels + c]! : 0;
    }
  }
}

/** Pads each image and cuts its size out at a random place: the ordinary augmentation of CIFAR (padding 4). */
export const shift = definePerturbation({
  id: 'shift',
  about: 'Moves each image by some pixels: padding and a random crop.',
  source: 'He et al. 2016, arXiv 1512.03385, section 4.2',
  options: z.object({
    padding: z.number().int().nonnegative().default(4).describe('The furthest that an image moves, in pixels.'),
    fill: z.enum(['zero', 'reflect']).default('zero').describe('What comes in at the edge: black, or the mirror image.'),
  }),
  create: ({ padding, fill }) => ({
    space: 'pixels',
    apply: (batch, rng) =>
      eachImage(batch, (pixels, out, start, layout) =>
        shifted(pixels, out, start, layout, rng.integer(2 * padding + 1) - padding, rng.integer(2 * padding + 1) - padding, fill),
      ),
  }),
});
