import type { ImageBatch } from '@codistill/core';
import { eachImage, type Layout } from './images.ts';
import { mirrored as mirror } from './shift.ts';

// torchvision's definitions, on values in [0, 1]; each result is clamped there.
const clamp = (value: number) => Math.min(1, Math.max(0, value));
const grey = (pixels: Float32Array, at: number, channels: number) =>
  channels === 3 ? 0.2989 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]! : pixels[at]!;

/** factor x. */
export const brightened = (batch: ImageBatch, factor: number): ImageBatch => ({
  ...batch,
  pixels: batch.pixels.map((value) => clamp(factor * value)),
});

/** factor x + (1 - factor) m, m the mean of the image's grey values. */
export const contrasted = (batch: ImageBatch, factor: number): ImageBatch =>
  eachImage(batch, (pixels, out, start, { size, channels }) => {
    let mean = 0;
    for (let i = 0; i < size; i += channels) mean += grey(pixels, start + i, channels);
    mean /= size / channels;
    for (let i = 0; i < size; i++) out[start + i] = clamp(factor * pixels[start + i]! + (1 - factor) * mean);
  });

/** factor x + (1 - factor) grey(x); grey images stay. */
export const saturated = (batch: ImageBatch, factor: number): ImageBatch =>
  eachImage(batch, (pixels, out, start, { size, channels }) => {
    for (let i = 0; i < size; i += channels) {
      const value = grey(pixels, start + i, channels);
      for (let c = 0; c < channels; c++) out[start + i + c] = clamp(factor * pixels[start + i + c]! + (1 - factor) * value);
    }
  });

/** The hue of every pixel turned by `turn` of a whole turn, in [-0.5, 0.5]; grey images stay. */
export const hued = (batch: ImageBatch, turn: number): ImageBatch =>
  eachImage(batch, (pixels, out, start, layout) => {
    if (layout.channels !== 3) out.set(pixels.subarray(start, start + layout.size), start);
    else for (let i = start; i < start + layout.size; i += 3) turned(pixels, out, i, turn);
  });

function turned(pixels: Float32Array, out: Float32Array, at: number, turn: number): void {
  const [r, g, b] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
  const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
  const range = high - low;
  const saturation = high === low ? 0 : range / high;
  const over = (value: number) => (range === 0 ? 0 : (high - value) / range);
  const sector = high === r ? over(b) - over(g) : high === g ? 2 + over(r) - over(b) : 4 + over(g) - over(r);
  const hue = (((sector / 6 + 1 + turn) % 1) + 1) % 1;
  const i = Math.floor(hue * 6);
  const f = hue * 6 - i;
  const p = clamp(high * (1 - saturation));
  const q = clamp(high * (1 - saturation * f));
  const t = clamp(high * (1 - saturation * (1 - f)));
  const sectors = [
    [high, t, p],
    [q, high, p],
    [p, high, t],
    [p, q, high],
    [t, p, high],
    [high, p, q],
  ] as const;
  out.set(sectors[i % 6]!, at);
}

/** A Gaussian blur with a window of `width` x `height` values and deviation `sigma` in both, the edge mirrored. */
export function blurred(batch: ImageBatch, width: number, height: number, sigma: number): ImageBatch {
  const window = (size: number) => {
    const values = Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - (size - 1) / 2) / sigma) ** 2));
    const sum = values.reduce((a, b) => a + b, 0);
    return values.map((value) => value / sum);
  };
  const rows = eachImage(batch, (pixels, out, start, layout) => along(pixels, out, start, layout, window(width), 'x'));
  return eachImage(rows, (pixels, out, start, layout) => along(pixels, out, start, layout, window(height), 'y'));
}

function along(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { height, width, channels }: Layout,
  window: readonly number[],
  axis: 'x' | 'y',
): void {
  const half = window.length >> 1;
  const size = axis === 'x' ? width : height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = -half; k <= half; k++) {
          const at = mirror((axis === 'x' ? x : y) + k, size);
          sum += window[k + half]! * pixels[start + ((axis === 'x' ? y : at) * width + (axis === 'x' ? at : x)) * channels + c]!;
        }
        out[start + (y * width + x) * channels + c] = sum;
      }
    }
  }
}
