import { definePerturbation, type Rng } from '@codistill/core';
import { z } from 'zod';
import { eachImage, type Layout, resample } from './images.ts';

type Corners = readonly (readonly [x: number, y: number])[];

/** The eight numbers a..h of the map (x, y) -> ((a x + b y + c) / (g x + h y + 1), (d x + e y + f) / (g x + h y + 1)) that takes each of `from` to its `to`. */
export function perspective(from: Corners, to: Corners): readonly number[] {
  const rows: number[][] = [];
  from.forEach(([x, y], i) => {
    const [u, v] = to[i]!;
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  // Gauss and Jordan, with the largest pivot.
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let row = column + 1; row < 8; row++) if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < 8; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let k = column; k < 9; k++) rows[row]![k]! -= factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[8]! / row[i]!);
}

/** torchvision's corners: each moves inwards by at most half of `distortion` of its side, in whole pixels. */
export function movedCorners({ width, height }: Layout, distortion: number, rng: Rng): Corners {
  const [halfWidth, halfHeight] = [width >> 1, height >> 1];
  const x = () => rng.integer(Math.trunc(distortion * halfWidth) + 1);
  const y = () => rng.integer(Math.trunc(distortion * halfHeight) + 1);
  return [
    [x(), y()],
    [width - 1 - x(), y()],
    [width - 1 - x(), height - 1 - y()],
    [x(), height - 1 - y()],
  ];
}

/** Fills `out` with an image whose corners are moved to `corners`: bilinear, black outside. */
export function warped(pixels: Float32Array, out: Float32Array, start: number, layout: Layout, corners: Corners): void {
  const { width, height } = layout;
  const whole: Corners = [
    [0, 0],
    [width - 1, 0],
    [width - 1, height - 1],
    [0, height - 1],
  ];
  const [a, b, c, d, e, f, g, h] = perspective(corners, whole) as [number, number, number, number, number, number, number, number];
  if (![a, b, c, d, e, f, g, h].every(Number.isFinite)) {
    // Three corners on one line: of a tiny image. There is no such view of it.
    out.set(pixels.subarray(start, start + layout.size), start);
    return;
  }
  // Half a pixel, as torchvision maps centres.
  const source = (x: number, y: number) => {
    const [px, py] = [x + 0.5, y + 0.5];
    const scale = 1 / (g * px + h * py + 1);
    return [(a * px + b * py + c) * scale - 0.5, (d * px + e * py + f) * scale - 0.5] as const;
  };
  resample(pixels, out, start, layout, source, 'bilinear', 'zero');
}

/** Warping: the four corners of each image move inwards by random whole pixels, a change of perspective (torchvision's RandomPerspective with p = 1). The strength is ours. */
export const warp = definePerturbation({
  id: 'warp',
  about: 'Changes the perspective of each image.',
  source: 'torchvision.transforms.RandomPerspective',
  options: z.object({ distortion: z.number().min(0).max(1).default(0.5).describe('How far a corner may move, as part of half a side.') }),
  create: ({ distortion }) => ({
    space: 'pixels',
    apply: (batch, rng) =>
      eachImage(batch, (pixels, out, start, layout) => warped(pixels, out, start, layout, movedCorners(layout, distortion, rng))),
  }),
});
