import type { Dataset, Examples } from '../contracts/data.ts';
import { darkPixels, notPixels, type Place, wrongLength } from './datasetErrors.ts';
import { isList } from './wholeNumbers.ts';

/**
 * The same `read` with a check of every result: bytes, as many as the images have. The first result
 * must not consist of only 0 and 1.
 * @throws InputError (from the returned function) if a check fails.
 */
export function checkedReader(
  place: Place,
  read: (indices: Int32Array) => Promise<unknown>,
  imageShape: Dataset['imageShape'],
): Examples['read'] {
  const each = imageShape.reduce((a, b) => a * b, 1);
  let first = true;
  return async (indices) => {
    const bytes = await read(indices);
    if (!(bytes instanceof Uint8Array || bytes instanceof Uint8ClampedArray))
      throw notPixels(place, bytes, isList(bytes) ? rangeOf(bytes) : undefined);
    if (bytes.length !== indices.length * each)
      throw wrongLength(place, bytes.length, indices.length, imageShape);
    if (first && rangeOf(bytes)?.[1] === 1) throw darkPixels(place);
    first = false;
    return bytes as Uint8Array;
  };
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
