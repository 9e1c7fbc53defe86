import type { Layout } from './images.ts';
import { mirrored } from './mirrored.ts';

/** exp(-x^2 / (2 sigma^2)) at `size` points around 0, normalized to sum 1. */
export function gaussian(size: number, sigma: number): Float64Array {
  const out = Float64Array.from({ length: size }, (_, i) =>
    Math.exp(-0.5 * ((i - (size - 1) / 2) / sigma) ** 2),
  );
  const sum = out.reduce((a, b) => a + b, 0);
  return out.map((value) => value / sum);
}

/**
 * Returns the change that blurs an image with the windows `across` and `down`, which have odd
 * lengths, one after the other. The edge is mirrored, as in torchvision's gaussian_blur. `out` may
 * be `pixels`.
 */
export function blurring(
  { height, width, channels }: Layout,
  across: Float64Array,
  down: Float64Array,
) {
  const row = width * channels;
  const [besides, above] = [across.length >> 1, down.length >> 1];
  const padded = new Float64Array((width + 2 * besides) * channels);
  // The source column (row) of each column (row) of the padded image.
  const columns = Int32Array.from(
    { length: width + 2 * besides },
    (_, x) => mirrored(x - besides, width) * channels,
  );
  const rows = Int32Array.from(
    { length: height + 2 * above },
    (_, y) => mirrored(y - above, height) * row,
  );
  const between = new Float64Array(height * row);
  const sums = new Float64Array(row);
  return (pixels: Float32Array, out: Float32Array, start: number): void => {
    for (let y = 0; y < height; y++) {
      const line = start + y * row;
      for (let x = 0, at = 0; x < columns.length; x++)
        for (let c = 0; c < channels; c++, at++) padded[at] = pixels[line + columns[x]! + c]!;
      weigh(padded, across, (k) => k * channels, sums);
      between.set(sums, y * row);
    }
    for (let y = 0; y < height; y++) {
      weigh(between, down, (k) => rows[y + k]!, sums);
      out.set(sums, start + y * row);
    }
  };
}

/**
 * Fills `out` with the sum over k of `values` from `at(k)` on, times window[k]. The window is
 * symmetric, so two of its weights are applied at a time.
 */
function weigh(
  values: Float64Array,
  window: Float64Array,
  at: (k: number) => number,
  out: Float64Array,
): void {
  const half = window.length >> 1;
  const middle = at(half);
  for (let i = 0; i < out.length; i++) out[i] = window[half]! * values[middle + i]!;
  for (let k = 0; k < half; k++) {
    const [before, after, weight] = [at(k), at(window.length - 1 - k), window[k]!];
    for (let i = 0; i < out.length; i++)
      out[i]! += weight * (values[before + i]! + values[after + i]!);
  }
}
