import { definePerturbation, type Rng } from '@codistill/core';
import { z } from 'zod';
import { type Box, randomBox } from './box.ts';
import { eachImage, type Layout } from './images.ts';
import { range } from './options.ts';

/**
 * The box of torchvision's RandomResizedCrop. If ten tries find none, it is the largest centred box
 * with an allowed aspect ratio.
 */
export function cropBox(
  layout: Layout,
  scale: readonly [number, number],
  ratio: readonly [number, number],
  rng: Rng,
): Box {
  const { height, width } = layout;
  const found = randomBox(layout, scale, ratio, 'width', (h, w) => h <= height && w <= width, rng);
  if (found) return found;
  const aspect = width / height;
  const w = aspect > ratio[1] ? Math.max(1, Math.round(height * ratio[1])) : width;
  const h = aspect < ratio[0] ? Math.max(1, Math.round(width / ratio[0])) : height;
  return { top: (height - h) >> 1, left: (width - w) >> 1, height: h, width: w };
}

/**
 * The two neighbours of every point of a side of `size` that is resized from `part` pixels, as
 * offsets in values, and the weight of the second neighbour.
 */
function stretched(size: number, part: number, stride: number) {
  const [first, second, weight] = [
    new Int32Array(size),
    new Int32Array(size),
    new Float64Array(size),
  ];
  for (let i = 0; i < size; i++) {
    const at = Math.max(0, ((i + 0.5) * part) / size - 0.5);
    const below = Math.floor(at);
    first[i] = below * stride;
    second[i] = Math.min(below + 1, part - 1) * stride;
    weight[i] = at - below;
  }
  return [first, second, weight] as const;
}

/**
 * Fills `out` with the box of an image, resized to the image's size: bilinear, with corners not
 * aligned, as in torch.nn.functional.interpolate.
 */
export function cropped(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  layout: Layout,
  box: Box,
): void {
  const { height, width, channels } = layout;
  const row = width * channels;
  const [lefts, rights, across] = stretched(width, box.width, channels);
  const [tops, bottoms, down] = stretched(height, box.height, row);
  const corner = start + box.top * row + box.left * channels;
  let at = start;
  for (let y = 0; y < height; y++) {
    const top = corner + tops[y]!;
    const bottom = corner + bottoms[y]!;
    const fy = down[y]!;
    for (let x = 0; x < width; x++) {
      const left = lefts[x]!;
      const right = rights[x]!;
      const fx = across[x]!;
      for (let c = 0; c < channels; c++, at++)
        out[at] =
          (1 - fy) * ((1 - fx) * pixels[top + left + c]! + fx * pixels[top + right + c]!) +
          fy * ((1 - fx) * pixels[bottom + left + c]! + fx * pixels[bottom + right + c]!);
    }
  }
}

/**
 * Cropping: a random part of each image, resized to the image's size. The scale, [0.3, 0.7] of the
 * area, is the only strength that the paper gives. The aspect ratio is torchvision's.
 */
export const crop = definePerturbation({
  id: 'crop',
  about: 'Crops a random part of each image and resizes it to the size of the image.',
  source: 'Shi et al. 2025, arXiv 2506.23285 (scale); torchvision.transforms.RandomResizedCrop',
  options: z.object({
    scale: range([0.3, 0.7], 1).describe('Minimum and maximum fraction of the area.'),
    ratio: range([3 / 4, 4 / 3]).describe('Minimum and maximum aspect ratio, width over height.'),
  }),
  create: ({ scale, ratio }) => ({
    space: 'pixels',
    apply: (batch, rng) =>
      eachImage(batch, (pixels, out, start, layout) =>
        cropped(pixels, out, start, layout, cropBox(layout, scale, ratio, rng)),
      ),
  }),
});
