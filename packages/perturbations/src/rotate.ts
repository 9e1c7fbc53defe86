import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { drawn, eachImage, type Layout } from './images.ts';
import { per, space } from './options.ts';
import { projected } from './projected.ts';

/**
 * Fills `out` with an image rotated counter-clockwise by `degrees` about its centre, and 0 outside,
 * as in torchvision's rotate. By default it takes the nearest pixel.
 */
export function rotated(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  layout: Layout,
  degrees: number,
  mode: 'nearest' | 'bilinear' = 'nearest',
): void {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [mx, my] = [layout.width / 2, layout.height / 2];
  projected(
    pixels,
    out,
    start,
    layout,
    [cos, -sin, mx - cos * mx + sin * my, sin, cos, my - sin * mx - cos * my, 0, 0],
    mode,
  );
}

/**
 * Rotation: each image is rotated about its centre by an angle from U(-degrees, degrees), with the
 * nearest pixel, and 0 outside. The released code rotates the whole batch by one angle of up to 30
 * degrees after normalization, where 0 is the mean: `per: 'batch', space: 'normalized'`. Its
 * ordinary augmentation rotates each image by up to 15 degrees.
 */
export const rotate = definePerturbation({
  id: 'rotate',
  about: 'Rotates images about their centre.',
  source: 'torchvision.transforms.RandomRotation',
  options: z.object({
    degrees: z
      .number()
      .min(0)
      .max(180)
      .default(30)
      .describe('Maximum angle in degrees, in either direction.'),
    per,
    space,
  }),
  create: ({ degrees, per: each, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const angle = drawn(each, () => degrees * (2 * rng.uniform() - 1));
      return eachImage(batch, (pixels, out, start, layout) =>
        rotated(pixels, out, start, layout, angle()),
      );
    },
  }),
});
