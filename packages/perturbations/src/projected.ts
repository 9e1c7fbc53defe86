import type { Layout } from './images.ts';

/**
 * The numbers a..h of the map
 *
 *     (x, y) -> ((a x + b y + c) / (g x + h y + 1), (d x + e y + f) / (g x + h y + 1))
 */
export type Projection = readonly [
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  g: number,
  h: number,
];

/**
 * Fills `out` with the image under a projection: out(x, y) = in(projection(x, y)), and 0 outside
 * the image. The coordinates of a pixel are those of its centre, (0.5, 0.5) for the first, as in
 * torchvision. 'nearest' takes the pixel with the nearest centre. 'bilinear' interpolates the four
 * pixels around, with 0 for those outside.
 */
export function projected(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { height, width, channels }: Layout,
  [a, b, c, d, e, f, g, h]: Projection,
  mode: 'nearest' | 'bilinear',
): void {
  const row = width * channels;
  let at = start;
  for (let y = 0; y < height; y++) {
    const v = y + 0.5;
    for (let x = 0; x < width; x++, at += channels) {
      const u = x + 0.5;
      const scale = 1 / (g * u + h * v + 1);
      const sx = (a * u + b * v + c) * scale - 0.5;
      const sy = (d * u + e * v + f) * scale - 0.5;
      // This form also treats NaN and infinity, which occur on the horizon, as outside.
      if (!(sx > -1 && sy > -1 && sx < width && sy < height)) {
        out.fill(0, at, at + channels);
      } else if (mode === 'nearest') {
        const nx = Math.floor(sx + 0.5);
        const ny = Math.floor(sy + 0.5);
        const inside = nx >= 0 && ny >= 0 && nx < width && ny < height;
        const from = start + ny * row + nx * channels;
        for (let i = 0; i < channels; i++) out[at + i] = inside ? pixels[from + i]! : 0;
      } else {
        const x0 = Math.floor(sx);
        const y0 = Math.floor(sy);
        // Neighbours outside the image have weight 0 and are read from inside it.
        const left = x0 >= 0 ? 1 - sx + x0 : 0;
        const right = x0 < width - 1 ? sx - x0 : 0;
        const above = y0 >= 0 ? 1 - sy + y0 : 0;
        const below = y0 < height - 1 ? sy - y0 : 0;
        const xl = x0 >= 0 ? x0 * channels : 0;
        const xr = x0 < width - 1 ? xl + (x0 >= 0 ? channels : 0) : xl;
        const top = start + (y0 >= 0 ? y0 * row : 0);
        const bottom = y0 >= 0 && y0 < height - 1 ? top + row : top;
        for (let i = 0; i < channels; i++)
          out[at + i] =
            above * (left * pixels[top + xl + i]! + right * pixels[top + xr + i]!) +
            below * (left * pixels[bottom + xl + i]! + right * pixels[bottom + xr + i]!);
      }
    }
  }
}
