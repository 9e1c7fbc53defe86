import { notIdx, wrongIdxLength } from './errors.ts';
import type { Found } from './official.ts';

/**
 * The content of an IDX file without its header. The file has one axis for the examples and one for
 * each length in `each`, the shape of an example.
 * @throws InputError if the file does not hold unsigned bytes with that many axes, or its size
 * differs from what its header says.
 */
export function idxOf({ path, bytes }: Found, each: readonly number[]): Uint8Array {
  const rank = 1 + each.length;
  // 0, 0, the element type (8: unsigned byte), the number of axes, then the length of each axis in
  // four bytes.
  const magic = [0, 0, 8, rank];
  if (magic.some((byte, i) => bytes[i] !== byte)) throw notIdx(path, rank);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengths = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const content = bytes.subarray(4 + 4 * rank);
  if (
    each.some((length, axis) => lengths[1 + axis] !== length) ||
    lengths.reduce((product, length) => product * length, 1) !== content.length
  )
    throw wrongIdxLength(path, content.length, lengths);
  return content;
}
