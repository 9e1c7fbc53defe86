import { notIdx } from './errors.ts';
import type { Found } from './official.ts';

/**
 * The bytes of an IDX file of `rank` axes, without its head. @throws InputError where it is none of
 * unsigned bytes with so many axes.
 */
export function idxOf({ path, bytes }: Found, rank: number): Uint8Array {
  // 0, 0, the type of an element (8: unsigned byte), the number of axes; then the length of each in
  // four bytes.
  const magic = [0, 0, 8, rank];
  if (magic.some((byte, i) => bytes[i] !== byte)) throw notIdx(path, rank);
  return bytes.subarray(4 + 4 * rank);
}
