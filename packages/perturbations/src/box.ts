import type { Rng } from '@codistill/core';
import type { Layout } from './images.ts';

/** A rectangle of pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

type Range = readonly [low: number, high: number];

/**
 * A random box as in torchvision. Its area is U(area) of the image's area. Its aspect ratio (the
 * side `axis` over the other side) is log-uniform in `ratio`, and its position is uniform. Ten
 * tries look for a box with `fits(height, width)`; undefined if none is found.
 */
export function randomBox(
  { height, width }: Layout,
  area: Range,
  ratio: Range,
  axis: 'width' | 'height',
  fits: (height: number, width: number) => boolean,
  rng: Rng,
): Box | undefined {
  const [low, high] = [Math.log(ratio[0]), Math.log(ratio[1])];
  for (let attempt = 0; attempt < 10; attempt++) {
    const size = height * width * (area[0] + (area[1] - area[0]) * rng.uniform());
    const aspect = Math.exp(low + (high - low) * rng.uniform());
    const [along, across] = [
      Math.round(Math.sqrt(size * aspect)),
      Math.round(Math.sqrt(size / aspect)),
    ];
    const [h, w] = axis === 'width' ? [across, along] : [along, across];
    if (h > 0 && w > 0 && fits(h, w))
      return {
        top: rng.integer(height - h + 1),
        left: rng.integer(width - w + 1),
        height: h,
        width: w,
      };
  }
  return undefined;
}
