import { notIdx, wrongIdxLength } from './errors.ts';
import type { Found } from './official.ts';

/**
 * The content of an IDX file without its header. The file has one axis for the examples and one for
 * each length in `each`, the shape of an example.
 * @throws InputError if the file does not hold unsigned bytes with that many axes, or its size
 * differs from what its header says.
 */
export function idxOf(file: Found, each: readonly number[]): Uint8Array {
  const { lengths, content } = idxArray(file, [1 + each.length]);
  if (each.some((length, axis) => lengths[1 + axis] !== length))
    throw wrongIdxLength(file.path, content.length, lengths);
  return content;
}

/**
 * The lengths of the axes of an IDX file, and its content without the header.
 * @throws InputError if the file does not hold unsigned bytes with one of the numbers of axes in
 * `ranks`, or its size differs from what its header says.
 */
export function idxArray(
  { path, bytes }: Found,
  ranks: readonly number[],
): { readonly lengths: readonly number[]; readonly content: Uint8Array } {
  const rank = bytes[3] ?? 0;
  // 0, 0, the element type (8: unsigned byte), the number of axes, then the length of each axis in
  // four bytes.
  const magic = [0, 0, 8];
  if (magic.some((byte, i) => bytes[i] !== byte) || !ranks.includes(rank))
    throw notIdx(path, ranks);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengths = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const content = bytes.subarray(4 + 4 * rank);
  if (lengths.reduce((product, length) => product * length, 1) !== content.length)
    throw wrongIdxLength(path, content.length, lengths);
  return { lengths, content };
}
