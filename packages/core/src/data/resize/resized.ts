import type { Box, ImageSize } from '../../contracts/data.ts';
import { resizeKernels } from './kernels.ts';
import { type Taps, tapsOf } from './taps.ts';

/**
 * The pixels of a box of an image, [height, width, channels], resized to `size`: bilinear with
 * antialiasing. The filter is a triangle that spans one pixel, or as many as become one. The values
 * equal those of PIL's `resize` with `BILINEAR`, bit for bit: it too resizes rows first, in
 * fixed-point numbers. The box may have fractions, as in an image that was made smaller; then the
 * pixels that it touches are resized.
 */
export function resized(
  image: Uint8Array,
  width: number,
  channels: number,
  box: Box,
  size: ImageSize,
): Uint8Array {
  const [y, x, boxHeight, boxWidth] = box;
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const height = Math.ceil(y + boxHeight - rounding) - top;
  const wide = Math.ceil(x + boxWidth - rounding) - left;
  const line = wide * channels;
  const newLine = size.width * channels;
  /** The bytes of `count` rows of the box. */
  const copy = (to: Uint8Array, at: number, first: number, count: number) => {
    const start = ((top + first) * width + left) * channels;
    if (wide === width) to.set(image.subarray(start, start + count * line), at);
    else
      for (let row = 0, from = start; row < count; row++, from += width * channels)
        to.set(image.subarray(from, from + line), at + row * line);
  };
  const [sameWidth, sameHeight] = [size.width === boxWidth, size.height === boxHeight];
  if (sameWidth && sameHeight) {
    const cut = new Uint8Array(height * line);
    copy(cut, 0, 0, height);
    return cut;
  }
  const kernels = resizeKernels();
  const strip = Math.max(1, Math.min(height, Math.floor(stripBytes / line)));
  const columns = tapsOf(wide, size.width, x - left, boxWidth);
  const rows = tapsOf(height, size.height, y - top, boxHeight);
  // The memory holds the tables, a strip of rows, all rows at the new width, and the result.
  const columnsAt = 0;
  const rowsAt = columnsAt + tableBytes(columns);
  const stripAt = rowsAt + tableBytes(rows);
  const middleAt = stripAt + aligned(strip * line);
  const outAt = middleAt + aligned(height * newLine);
  const memory = kernels.memory(outAt + aligned(size.height * newLine));
  if (sameWidth) copy(memory, middleAt, 0, height);
  else {
    const table = placed(memory, columns, columnsAt);
    for (let first = 0; first < height; first += strip) {
      const count = Math.min(strip, height - first);
      copy(memory, stripAt, first, count);
      const to = middleAt + first * newLine;
      kernels.resizeColumns(stripAt, count, wide, channels, ...table, size.width, to);
    }
  }
  if (sameHeight) return memory.slice(middleAt, middleAt + height * newLine);
  kernels.resizeRows(middleAt, newLine, ...placed(memory, rows, rowsAt), size.height, outAt);
  return memory.slice(outAt, outAt + size.height * newLine);
}

/** Of a pixel, by which the end of a box with fractions may be wrong. */
const rounding = 1e-6;

/** Source rows that are in memory at a time have about so many bytes, as the cache holds. */
const stripBytes = 2 ** 18;

/** Kernels read and write up to 16 bytes after what is theirs. */
const aligned = (bytes: number) => (bytes + 31) & ~15;

const tableBytes = ({ firsts, counts, weights }: Taps) =>
  aligned(firsts.byteLength + counts.byteLength + weights.byteLength);

/** Writes a table at an address: the addresses of its arrays and `most`, as kernels take them. */
function placed(memory: Uint8Array, { firsts, counts, weights, most }: Taps, at: number) {
  const countsAt = at + firsts.byteLength;
  const weightsAt = countsAt + counts.byteLength;
  const words = new Int32Array(memory.buffer);
  words.set(firsts, at / 4);
  words.set(counts, countsAt / 4);
  words.set(weights, weightsAt / 4);
  return [at, countsAt, weightsAt, most] as const;
}
