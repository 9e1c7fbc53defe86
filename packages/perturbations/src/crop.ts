import { definePerturbation, type Rng } from '@codistill/core';
import { z } from 'zod';
import type { Box } from './cutmix.ts';
import { eachImage, type Layout, resample } from './images.ts';

/** torchvision's box: area from `scale` of the image, log-uniform aspect from `ratio`, ten tries; then the largest middle box of an allowed aspect. */
export function cropBox({ height, width }: Layout, scale: readonly [number, number], ratio: readonly [number, number], rng: Rng): Box {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * (scale[0] + (scale[1] - scale[0]) * rng.uniform());
    const [low, high] = [Math.log(ratio[0]), Math.log(ratio[1])];
    const aspect = Math.exp(low + (high - low) * rng.uniform());
    const [w, h] = [Math.round(Math.sqrt(area * aspect)), Math.round(Math.sqrt(area / aspect))];
    if (w > 0 && h > 0 && w <= width && h <= height)
      return { top: rng.integer(height - h + 1), left: rng.integer(width - w + 1), height: h, width: w };
  }
  const aspect = width / height;
  const w = aspect > ratio[1] ? Math.round(height * ratio[1]) : width;
  const h = aspect < ratio[0] ? Math.round(width / ratio[0]) : height;
  return { top: (height - h) >> 1, left: (width - w) >> 1, height: h, width: w };
}

/** Fills `out` with the box of an image at the image's size: bilinear, corners not aligned, as torch.nn.functional.interpolate has it. */
export function cropped(pixels: Float32Array, out: Float32Array, start: number, layout: Layout, { top, left, height, width }: Box): void {
  const [sy, sx] = [height / layout.height, width / layout.width];
  const clamp = (at: number, first: number, size: number) => Math.min(first + size - 1, Math.max(first, at));
  const source = (x: number, y: number) => [clamp(left + (x + 0.5) * sx - 0.5, left, width), clamp(top + (y + 0.5) * sy - 0.5, top, height)] as const;
  resample(pixels, out, start, layout, source, 'bilinear', 'clamp');
}

/** Cropping: a random part of each image, at the image's size. Scale [0.3, 0.7] of the area is the one strength that the paper gives; the aspect is torchvision's. */
export const crop = definePerturbation({
  id: 'crop',
  about: 'A random part of each image, at its size.',
  source: 'Shi et al. 2025, arXiv 2506.23285 (scale); torchvision.transforms.RandomResizedCrop',
  options: z.object({
    scale: z
      .tuple([z.number().positive().max(1), z.number().positive().max(1)])
      .default([0.3, 0.7])
      .describe('Smallest and largest part of the area.'),
    ratio: z
      .tuple([z.number().positive(), z.number().positive()])
      .default([3 / 4, 4 / 3])
      .describe('Smallest and largest width over height.'),
  }),
  create: ({ scale, ratio }) => ({
    space: 'pixels',
    apply: (batch, rng) => eachImage(batch, (pixels, out, start, layout) => cropped(pixels, out, start, layout, cropBox(layout, scale, ratio, rng))),
  }),
});
