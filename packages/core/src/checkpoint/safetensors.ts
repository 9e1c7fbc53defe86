import type { Named } from '../contracts/network.ts';
import type { HostTensor } from '../contracts/state.ts';
import { cutShort, notSafetensors } from './errors.ts';

interface Entry {
  readonly dtype: 'F32' | 'I32';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [begin: number, end: number];
}

/**
 * Tensors (float32 or int32) and string metadata as one safetensors file: 8 bytes with the header
 * length (little endian), a JSON header padded with spaces to a multiple of 8 bytes, and the data
 * in the order of sorted names. Equal inputs give equal bytes. Source: the safetensors format,
 * github.com/huggingface/safetensors.
 */
export function encodeSafetensors(
  tensors: Named<HostTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const names = Object.keys(tensors).sort();
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const name of names) {
    const { shape, data } = tensors[name]!;
    header[name] = {
      dtype: data instanceof Int32Array ? 'I32' : 'F32',
      shape,
      data_offsets: [offset, offset + data.byteLength],
    } satisfies Entry;
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(json, 8);
  let at = 8 + length;
  for (const name of names) {
    const { data } = tensors[name]!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * The tensors and metadata of a safetensors file.
 * @throws InputError, naming `path`, if the file is truncated, is not a safetensors file, or has a
 * tensor of another type than F32 or I32.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  path: string,
): {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const header = readHeader(bytes, path);
  const { __metadata__: metadata = {}, ...entries } = header.json;
  const size = Object.values(entries).reduce<number>(
    (end, entry) => Math.max(end, (entry as Entry).data_offsets[1]),
    0,
  );
  if (bytes.length < header.end + size) throw cutShort(path, bytes.length, header.end + size);
  const tensors = Object.fromEntries(
    Object.entries(entries).map(([name, value]) => {
      const { dtype, shape, data_offsets } = value as Entry;
      // Copies the bytes, so that they are aligned. `slice` of a Node Buffer would share its
      // memory.
      const data = new Uint8Array(
        bytes.subarray(header.end + data_offsets[0], header.end + data_offsets[1]),
      ).buffer;
      if (dtype !== 'F32' && dtype !== 'I32')
        throw notSafetensors(path, `the tensor "${name}" is of the type ${String(dtype)}`);
      return [
        name,
        { shape, data: dtype === 'I32' ? new Int32Array(data) : new Float32Array(data) },
      ];
    }),
  );
  return { tensors, metadata: metadata as Record<string, string> };
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
  try {
    return {
      json: JSON.parse(new TextDecoder().decode(bytes.subarray(8, end))) as Record<string, unknown>,
      end,
    };
  } catch {
    throw notSafetensors(path, 'its header is no JSON');
  }
}
