import type { Box, ImageSize } from '../contracts/data.ts';
import { sameSize } from './imageSize.ts';

/**
 * The pixels of a box of an image, [height, width, channels], resized to `size`: bilinear with
 * antialiasing. The filter is a triangle that spans one pixel, or as many as become one. The values
 * equal those of PIL's `resize` with `BILINEAR`, bit for bit: it too resizes rows first, in
 * fixed-point numbers.
 */
export function resized(
  image: Uint8Array,
  width: number,
  channels: number,
  box: Box,
  size: ImageSize,
): Uint8Array {
  const [top, left, boxHeight, boxWidth] = box;
  const row = boxWidth * channels;
  const cut = new Uint8Array(boxHeight * row);
  for (let y = 0; y < boxHeight; y++) {
    const start = ((top + y) * width + left) * channels;
    cut.set(image.subarray(start, start + row), y * row);
  }
  if (sameSize(size, { height: boxHeight, width: boxWidth })) return cut;
  const wide =
    size.width === boxWidth
      ? cut
      : along(cut, { outer: boxHeight, length: boxWidth, inner: channels }, size.width);
  return size.height === boxHeight
    ? wide
    : along(wide, { outer: 1, length: boxHeight, inner: size.width * channels }, size.height);
}

/** Resizes the middle axis of [outer, length, inner] to `target`. */
function along(
  from: Uint8Array,
  { outer, length, inner }: Readonly<Record<'outer' | 'length' | 'inner', number>>,
  target: number,
): Uint8Array {
  const to = new Uint8Array(outer * target * inner);
  taps(length, target).forEach(({ first, weights }, t) => {
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        let sum = half;
        for (let k = 0; k < weights.length; k++)
          sum += weights[k]! * from[(o * length + first + k) * inner + i]!;
        to[(o * target + t) * inner + i] = Math.max(0, Math.min(255, sum >> bits));
      }
  });
  return to;
}

const bits = 22;
const half = 1 << (bits - 1);

/** [length, target], the share of each of `length` values in each of `target` resized ones. */
export function resizeWeights(length: number, target: number): Float32Array {
  const out = new Float32Array(length * target);
  taps(length, target).forEach(({ first, weights }, t) => {
    weights.forEach((weight, k) => {
      out[(first + k) * target + t] = weight / 2 ** bits;
    });
  });
  return out;
}

/** The pixels that make each new one, and their weights in units of 2^-22. */
function taps(
  length: number,
  target: number,
): readonly { readonly first: number; readonly weights: Int32Array }[] {
  const scale = length / target;
  const support = Math.max(scale, 1);
  return Array.from({ length: target }, (_, t) => {
    const center = (t + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(length, Math.trunc(center + support + 0.5));
    const raw = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + first - center + 0.5) * (1 / support))),
    );
    const total = raw.reduce((a, b) => a + b, 0);
    return {
      first,
      weights: Int32Array.from(raw, (w) => Math.trunc(0.5 + (w / total) * 2 ** bits)),
    };
  });
}
