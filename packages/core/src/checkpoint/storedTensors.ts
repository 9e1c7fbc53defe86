import type { Named } from '../contracts/network.ts';
import { cutShort, notSafetensors } from './errors.ts';

/** A tensor as a safetensors file stores it. */
export interface StoredTensor {
  /** 'F32', 'BF16', 'I64', ... */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Little-endian values in row-major order; a part of the file's bytes, which may be unaligned. */
  readonly bytes: Uint8Array;
}

/**
 * The tensors of any type and the metadata of a safetensors file. It copies nothing.
 * @throws InputError, naming `path`, if the file is truncated or is not a safetensors file.
 */
export function storedTensors(
  bytes: Uint8Array,
  path: string,
): { readonly tensors: Named<StoredTensor>; readonly metadata: Named<string> } {
  const { json, end } = readHeader(bytes, path);
  const { __metadata__: metadata = {}, ...entries } = json;
  const read = Object.entries(entries).map(([name, entry]) => [name, entryOf(entry, name, path)]);
  const size = read.reduce((most, [, entry]) => Math.max(most, (entry as Entry).end), 0);
  if (bytes.length < end + size) throw cutShort(path, bytes.length, end + size);
  const tensors = Object.fromEntries(
    (read as [string, Entry][]).map(([name, { dtype, shape, begin, end: last }]) => [
      name,
      { dtype, shape, bytes: bytes.subarray(end + begin, end + last) },
    ]),
  );
  return { tensors, metadata: metadata as Named<string> };
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The bytes of a value of each type of a safetensors file, as far as they are known here. */
export const storedBytes: Readonly<Record<string, number>> = {
  F64: 8,
  I64: 8,
  F32: 4,
  I32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  I8: 1,
  U8: 1,
};

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function entryOf(entry: unknown, name: string, path: string): Entry {
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  if (
    typeof dtype !== 'string' ||
    !Array.isArray(shape) ||
    !shape.every(isCount) ||
    !Array.isArray(offsets) ||
    !offsets.every(isCount) ||
    !(offsets[0]! <= offsets[1]!)
  )
    throw notSafetensors(path, `its header does not describe the tensor "${name}"`);
  const [begin, end] = offsets as [number, number];
  const size = storedBytes[dtype];
  const needed = shape.reduce((a, b) => a * b, 1) * (size ?? 0);
  if (size !== undefined && end - begin !== needed)
    throw notSafetensors(
      path,
      `the tensor "${name}" has ${end - begin} bytes, and its shape needs ${needed}`,
    );
  return { dtype, shape, begin, end };
}

function readHeader(
  bytes: Uint8Array,
  path: string,
): { readonly json: Record<string, unknown>; readonly end: number } {
  if (bytes.length < 8) throw cutShort(path, bytes.length, 8);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > 2 ** 30) throw notSafetensors(path, 'its header has no sensible length');
  const end = 8 + length;
  if (bytes.length < end) throw cutShort(path, bytes.length, end);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end)));
  } catch {
    throw notSafetensors(path, 'its header is no JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw notSafetensors(path, 'its header is no record of tensors');
  return { json: json as Record<string, unknown>, end };
}
