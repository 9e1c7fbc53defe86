import type { Box, ImageSize } from '@codistill/core';

/**
 * By what number, 8, 4, 2 or 1, a JPEG image can be divided in length and width while it is decoded
 * so that the box still has at least the pixels of `size`. 1 for other formats.
 */
export function shrinkOf(bytes: Uint8Array, box: Box, size: ImageSize): number {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  const room = Math.min(box[2] / size.height, box[3] / size.width);
  return isJpeg ? ([8, 4, 2].find((shrink) => shrink <= room) ?? 1) : 1;
}

/** What is decoded of an image that is made smaller. */
export interface Shrunk {
  /** The size to which the image is decoded. */
  readonly whole: ImageSize;
  /** The part that is kept, in pixels of the smaller image. */
  readonly part: Box;
  /** The box within the part, in fractions of pixels. */
  readonly box: Box;
}

/**
 * The geometry of a box of an image that is decoded at 1/`shrink` of its length. `shape` and the box
 * are as the image is seen with its EXIF `orientation`. Pixels that are left over at the right and
 * at the bottom of the stored image belong to no pixel of the smaller one, if they are fewer than
 * half of `shrink`. The place of the box is right to a small part of a pixel of the smaller image.
 */
export function shrunkBox(
  { height, width }: ImageSize,
  orientation: number,
  [top, left, high, wide]: Box,
  shrink: number,
): Shrunk {
  const aboveLeft = (side: number, turned: readonly number[]) =>
    turned.includes(orientation) && 2 * (side % shrink) < shrink ? side % shrink : 0;
  const rows = shrunkSide(height, top - aboveLeft(height, [3, 4, 7, 8]), high, shrink);
  const columns = shrunkSide(width, left - aboveLeft(width, [2, 3, 6, 7]), wide, shrink);
  return {
    whole: { height: Math.floor(height / shrink), width: Math.floor(width / shrink) },
    part: [rows.first, columns.first, rows.count, columns.count],
    box: [rows.start, columns.start, rows.length, columns.length],
  };
}

/** The part of one side that is kept, and the box within it. */
function shrunkSide(side: number, start: number, length: number, shrink: number) {
  const from = Math.max(0, start / shrink);
  const to = Math.min(Math.floor(side / shrink), (start + length) / shrink);
  const first = Math.floor(from);
  return { first, count: Math.ceil(to) - first, start: from - first, length: to - from };
}
