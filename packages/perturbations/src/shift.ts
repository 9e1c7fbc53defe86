import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { eachImage, type Layout } from './images.ts';
import { mirrored } from './mirrored.ts';

/**
 * The source index of each pixel of a side that is shifted by `by`. Outside the image, it is -1, or
 * the index in the mirror image.
 */
function sources(size: number, by: number, fill: 'zero' | 'reflect'): Int32Array {
  const out = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const from = i - by;
    out[i] = fill === 'reflect' ? mirrored(from, size) : from >= 0 && from < size ? from : -1;
  }
  return out;
}

/**
 * Fills `out` with an image shifted by (dx, dy): out(x, y) = in(x - dx, y - dy). Outside the image
 * it is zero or the mirror image.
 */
export function shifted(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { height, width, channels }: Layout,
  dx: number,
  dy: number,
  fill: 'zero' | 'reflect',
): void {
  const [columns, rows] = [sources(width, dx, fill), sources(height, dy, fill)];
  const row = width * channels;
  for (let y = 0, at = start; y < height; y++) {
    const from = start + rows[y]! * row;
    for (let x = 0; x < width; x++) {
      const column = rows[y]! < 0 ? -1 : columns[x]!;
      for (let c = 0; c < channels; c++, at++)
        out[at] = column < 0 ? 0 : pixels[from + column * channels + c]!;
    }
  }
}

/**
 * Random crop with padding: pads each image and cuts out its size at a random position. This is the
 * ordinary augmentation of CIFAR (padding 4).
 */
export const shift = definePerturbation({
  id: 'shift',
  about: 'Shifts each image by some pixels: padding and a random crop.',
  source: 'He et al. 2016, arXiv 1512.03385, section 4.2',
  options: z.object({
    padding: z
      .number()
      .int()
      .nonnegative()
      .default(4)
      .describe('Padding on each side, which is the maximum shift, in pixels.'),
    fill: z
      .enum(['zero', 'reflect'])
      .default('zero')
      .describe('What fills the edge: black (zero) or the mirrored image (reflect).'),
  }),
  create: ({ padding, fill }) => ({
    space: 'pixels',
    apply: (batch, rng) =>
      eachImage(batch, (pixels, out, start, layout) =>
        shifted(
          pixels,
          out,
          start,
          layout,
          rng.integer(2 * padding + 1) - padding,
          rng.integer(2 * padding + 1) - padding,
          fill,
        ),
      ),
  }),
});
