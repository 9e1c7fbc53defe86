import { definePerturbation, type Rng } from '@codistill/core';
import { z } from 'zod';
import { eachImage, kept, type Layout } from './images.ts';
import { type Corners, perspective } from './perspective.ts';
import { projected } from './projected.ts';

/**
 * Corners as in torchvision: each moves inwards by at most half of `distortion` of its side, in
 * whole pixels.
 */
export function movedCorners({ width, height }: Layout, distortion: number, rng: Rng): Corners {
  const x = () => rng.integer(Math.trunc(distortion * (width >> 1)) + 1);
  const y = () => rng.integer(Math.trunc(distortion * (height >> 1)) + 1);
  return [
    [x(), y()],
    [width - 1 - x(), y()],
    [width - 1 - x(), height - 1 - y()],
    [x(), height - 1 - y()],
  ];
}

/**
 * Fills `out` with an image whose corners move to `corners`: bilinear, and 0 outside. If three
 * corners lie on one line, which happens in tiny images, the image stays as it is.
 */
export function warped(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  layout: Layout,
  corners: Corners,
): void {
  const [right, bottom] = [layout.width - 1, layout.height - 1];
  const projection = perspective(corners, [
    [0, 0],
    [right, 0],
    [right, bottom],
    [0, bottom],
  ]);
  if (projection) projected(pixels, out, start, layout, projection, 'bilinear');
  else kept(pixels, out, start, layout, 0);
}

/**
 * Warping: the four corners of each image move inwards by random whole pixels, which changes the
 * perspective. The area outside is black. This is torchvision's RandomPerspective with p = 1. The
 * paper names warping but gives no strength; 0.5 is torchvision's default.
 */
export const warp = definePerturbation({
  id: 'warp',
  about: 'Changes the perspective of each image.',
  source: 'torchvision.transforms.RandomPerspective',
  options: z.object({
    distortion: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('How far a corner may move inwards, as a fraction of half a side.'),
  }),
  create: ({ distortion }) => ({
    space: 'pixels',
    apply: (batch, rng) =>
      eachImage(batch, (pixels, out, start, layout) =>
        warped(pixels, out, start, layout, movedCorners(layout, distortion, rng)),
      ),
  }),
});
