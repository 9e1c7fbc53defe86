import type { DatasetFacts, Examples } from '../contracts/data.ts';
import {
  darkPixels,
  notPixels,
  type Place,
  wrongLength,
  wrongPixels,
  wrongShapes,
} from './datasetErrors.ts';
import { isList } from './wholeNumbers.ts';

/**
 * The same `read` with a check of every result: bytes, as many as the images have. The first result
 * must not consist of only 0 and 1.
 * @throws InputError (from the returned function) if a check fails.
 */
export function checkedReader(
  place: Place,
  read: (...asked: Parameters<Examples['read']>) => Promise<unknown>,
  channels: number,
): Examples['read'] {
  let first = true;
  return async (indices, size, boxes) => {
    const bytes = await read(indices, size, boxes);
    const shape = [size.height, size.width, channels];
    if (!(bytes instanceof Uint8Array || bytes instanceof Uint8ClampedArray))
      throw notPixels(place, bytes, isList(bytes) ? rangeOf(bytes) : undefined);
    if (bytes.length !== indices.length * shape.reduce((a, b) => a * b, 1))
      throw wrongLength(place, bytes.length, indices.length, shape);
    if (first && rangeOf(bytes)?.[1] === 1) throw darkPixels(place);
    first = false;
    return bytes as Uint8Array;
  };
}

/**
 * The same `shapes` with a check of every result: height and width of each image, from 1.
 * @throws InputError (from the returned function) if the check fails.
 */
export const checkedShapes =
  (
    place: Place,
    shapes: (indices: Int32Array) => Promise<unknown>,
  ): NonNullable<Examples['shapes']> =>
  async (indices) => {
    const found = await shapes(indices);
    if (
      !(found instanceof Int32Array) ||
      found.length !== 2 * indices.length ||
      found.some((side) => side < 1)
    )
      throw wrongShapes(place, found, 2 * indices.length);
    return found;
  };

/** @throws InputError if the pixels in memory are not those of `count` images. */
export function checkPixels(
  place: Place,
  pixels: unknown,
  count: number,
  { size, channels }: DatasetFacts,
): void {
  const expected = size === 'varies' ? undefined : count * size.height * size.width * channels;
  if (!(pixels instanceof Uint8Array) || pixels.length !== expected)
    throw wrongPixels(place, pixels, expected);
}

/** The smallest and the largest of a list of numbers; undefined if an element is not a number. */
function rangeOf(values: ArrayLike<unknown>): readonly [number, number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return values.length === 0 ? undefined : [low, high];
}
