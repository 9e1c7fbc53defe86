import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { drawn, eachImage, type Layout, resample } from './images.ts';
import { per, space } from './options.ts';

/** Fills `out` with an image turned counter-clockwise by `degrees` about its middle: the nearest pixel, 0 outside, as torchvision's rotate. */
export function rotated(pixels: Float32Array, out: Float32Array, start: number, layout: Layout, degrees: number): void {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cx, cy] = [(layout.width - 1) / 2, (layout.height - 1) / 2];
  const source = (x: number, y: number) => [cos * (x - cx) - sin * (y - cy) + cx, sin * (x - cx) + cos * (y - cy) + cy] as const;
  resample(pixels, out, start, layout, source, 'nearest', 'zero');
}

/** Turns each image by an angle from U(-degrees, degrees); the released code turns the whole batch by one, up to 30. */
export const rotate = definePerturbation({
  id: 'rotate',
  about: 'Turns images about their middle.',
  source: 'torchvision.transforms.RandomRotation',
  options: z.object({ degrees: z.number().min(0).max(180).default(30).describe('The largest angle, either way.'), per, space }),
  create: ({ degrees, per: each, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const angle = drawn(each, () => degrees * (2 * rng.uniform() - 1));
      return eachImage(batch, (pixels, out, start, layout) => rotated(pixels, out, start, layout, angle()));
    },
  }),
});
