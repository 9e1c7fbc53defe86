import type { ImageBatch } from '@codistill/core';

/** Bounds of one image in a batch. */
export interface Layout {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Values of one image. */
  readonly size: number;
}

export function layoutOf({ shape: [count, height, width, channels] }: ImageBatch): Layout {
  return { count, height, width, channels, size: height * width * channels };
}

/** The batch with other pixels: `change` fills `out` for image i from `pixels`, each image a slice that begins at `start`. */
export function eachImage(
  batch: ImageBatch,
  change: (pixels: Float32Array, out: Float32Array, start: number, layout: Layout, image: number) => void,
): ImageBatch {
  const layout = layoutOf(batch);
  const out = new Float32Array(batch.pixels.length);
  for (let image = 0; image < layout.count; image++) change(batch.pixels, out, image * layout.size, layout, image);
  return { ...batch, pixels: out };
}

/** The drawn parameters of an image: anew for each, or those of the first for all. */
export function drawn<T>(per: 'image' | 'batch', draw: () => T): () => T {
  if (per === 'image') return draw;
  let first: { readonly value: T } | undefined;
  return () => {
    first ??= { value: draw() };
    return first.value;
  };
}

/**
 * An image whose pixel (y, x) is the bilinear mean of the four around (sourceY(x, y), sourceX(x, y)), outside `fill`, 0. Coordinates count pixel centres:
 * (0, 0) is the centre of the first pixel.
 */
export function resample(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { height, width, channels }: Layout,
  source: (x: number, y: number) => readonly [x: number, y: number],
  mode: 'bilinear' | 'nearest',
  edge: 'zero' | 'clamp',
): void {
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height;
  const clampX = (x: number) => Math.min(width - 1, Math.max(0, x));
  const clampY = (y: number) => Math.min(height - 1, Math.max(0, y));
  const value = (x: number, y: number, c: number) => {
    if (edge === 'clamp') return pixels[start + (clampY(y) * width + clampX(x)) * channels + c]!;
    return inside(x, y) ? pixels[start + (y * width + x) * channels + c]! : 0;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = source(x, y);
      const at = start + (y * width + x) * channels;
      if (!Number.isFinite(sx) || !Number.isFinite(sy)) continue; // on the horizon of a warp
      if (mode === 'nearest') {
        const [nx, ny] = [Math.round(sx), Math.round(sy)];
        for (let c = 0; c < channels; c++) out[at + c] = value(nx, ny, c);
        continue;
      }
      const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
      const [fx, fy] = [sx - x0, sy - y0];
      for (let c = 0; c < channels; c++) {
        const top = value(x0, y0, c) * (1 - fx) + value(x0 + 1, y0, c) * fx;
        const bottom = value(x0, y0 + 1, c) * (1 - fx) + value(x0 + 1, y0 + 1, c) * fx;
        out[at + c] = top * (1 - fy) + bottom * fy;
      }
    }
  }
}
