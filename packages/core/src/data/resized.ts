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
  const { firsts, counts, weights, most } = taps(length, target);
  for (let o = 0, at = 0; o < outer; o++)
    for (let t = 0; t < target; t++) {
      const start = (o * length + firsts[t]!) * inner;
      const count = counts[t]!;
      for (let i = 0; i < inner; i++, at++) {
        let sum = half;
        for (let k = 0, w = t * most, f = start + i; k < count; k++, w++, f += inner)
          sum += weights[w]! * from[f]!;
        to[at] = Math.min(255, sum >> bits);
      }
    }
  return to;
}

const bits = 22;
const half = 1 << (bits - 1);

/** [length, target], the share of each of `length` values in each of `target` resized ones. */
export function resizeWeights(length: number, target: number): Float32Array {
  const out = new Float32Array(length * target);
  const { firsts, counts, weights, most } = taps(length, target);
  for (let t = 0; t < target; t++)
    for (let k = 0; k < counts[t]!; k++)
      out[(firsts[t]! + k) * target + t] = weights[t * most + k]! / 2 ** bits;
  return out;
}

/** The pixels that make each new one, and their weights. */
interface Taps {
  /** [target], the first of them. */
  readonly firsts: Int32Array;
  /** [target], how many they are, at most `most`. */
  readonly counts: Int32Array;
  /** [target, most], in units of 2^-22. */
  readonly weights: Int32Array;
  readonly most: number;
}

function taps(length: number, target: number): Taps {
  const scale = length / target;
  const support = Math.max(scale, 1);
  const most = Math.ceil(2 * support) + 1;
  const [firsts, counts] = [new Int32Array(target), new Int32Array(target)];
  const weights = new Int32Array(target * most);
  const raw = new Float64Array(most);
  for (let t = 0; t < target; t++) {
    const center = (t + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(length, Math.trunc(center + support + 0.5)) - first;
    let total = 0;
    for (let k = 0; k < count; k++) {
      raw[k] = Math.max(0, 1 - Math.abs((k + first - center + 0.5) * (1 / support)));
      total += raw[k]!;
    }
    for (let k = 0; k < count; k++)
      weights[t * most + k] = Math.trunc(0.5 + (raw[k]! / total) * 2 ** bits);
    firsts[t] = first;
    counts[t] = count;
  }
  return { firsts, counts, weights, most };
}
