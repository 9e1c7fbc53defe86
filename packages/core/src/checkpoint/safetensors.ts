import type { Named } from '../contracts/network.ts';
import type { HostTensor } from '../contracts/state.ts';
import { notSafetensors } from './errors.ts';
import { storedTensors } from './storedTensors.ts';

/** A tensor on the host whose values are float32, int32 or int64. */
export interface WrittenTensor {
  readonly shape: readonly number[];
  readonly data: HostTensor['data'] | BigInt64Array;
}

const typeOf = (data: WrittenTensor['data']) =>
  data instanceof Int32Array ? 'I32' : data instanceof BigInt64Array ? 'I64' : 'F32';

/**
 * Tensors and string metadata as one safetensors file: 8 bytes with the header length (little
 * endian), a JSON header padded with spaces to a multiple of 8 bytes, and the data in the order of
 * sorted names. Equal inputs give equal bytes. Source: the safetensors format,
 * github.com/huggingface/safetensors.
 */
export function encodeSafetensors(
  tensors: Named<WrittenTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const names = Object.keys(tensors).sort();
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const name of names) {
    const { shape, data } = tensors[name]!;
    header[name] = {
      dtype: typeOf(data),
      shape,
      data_offsets: [offset, offset + data.byteLength],
    };
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
  const stored = storedTensors(bytes, path);
  const tensors = Object.fromEntries(
    Object.entries(stored.tensors).map(([name, { dtype, shape, bytes: values }]) => {
      if (dtype !== 'F32' && dtype !== 'I32')
        throw notSafetensors(path, `the tensor "${name}" is of the type ${dtype}`);
      // Copies the bytes, so that they are aligned. `slice` of a Node Buffer would share its
      // memory.
      const data = new Uint8Array(values).buffer;
      return [
        name,
        { shape, data: dtype === 'I32' ? new Int32Array(data) : new Float32Array(data) },
      ];
    }),
  );
  return { tensors, metadata: stored.metadata };
}
