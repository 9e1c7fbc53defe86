import { type ImageBatch, pixelArray } from '@codistill/core';

/** The dimensions of the images of a batch. */
export interface Layout {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Number of values of one image. */
  readonly size: number;
}

/**
 * Fills `out` with a changed image of `pixels`. Both hold a batch,
 * [batch, height, width, channels], and the image begins at `start`. `out` may be `pixels` if the
 * change treats each value by itself, but not if it moves values.
 */
export type Change = (
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  layout: Layout,
  image: number,
) => void;

/** The value, or the nearest one from 0 to 1. */
export const clamp = (value: number): number => Math.min(1, Math.max(0, value));

export function layoutOf({ shape: [count, height, width, channels] }: ImageBatch): Layout {
  return { count, height, width, channels, size: height * width * channels };
}

/** The batch with other pixels. `change` makes each image. */
export function eachImage(batch: ImageBatch, change: Change): ImageBatch {
  const layout = layoutOf(batch);
  const out = pixelArray(batch.pixels.length);
  for (let image = 0; image < layout.count; image++)
    change(batch.pixels, out, image * layout.size, layout, image);
  return { ...batch, pixels: out };
}

/** The unchanged image. */
export const kept: Change = (pixels, out, start, { size }) => {
  if (out !== pixels) out.set(pixels.subarray(start, start + size), start);
};

/** The drawn parameters of an image: new ones for each image, or the first ones for all. */
export function drawn<T>(per: 'image' | 'batch', draw: () => T): () => T {
  if (per === 'image') return draw;
  let first: { readonly value: T } | undefined;
  return () => {
    first ??= { value: draw() };
    return first.value;
  };
}
