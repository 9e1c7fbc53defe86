import type { Named, StoredTensor } from '@codistill/core';
import { unreadableType } from '../errors.ts';
import { fromBfloat16, fromFloat16 } from './halves.ts';

/** The tensors of a file of weights, in the layout of the library that wrote it. */
export interface WeightFile {
  /** For messages. */
  readonly path: string;
  readonly tensors: Named<StoredTensor>;
  /** Texts that the file carries beside its tensors. */
  readonly metadata: Named<string>;
}

/**
 * The values of a stored tensor as float32: of F32, F16 and BF16, each of which it holds exactly.
 * @throws InputError, naming the tensor, if it is of another type.
 */
export function floatsOf({ dtype, bytes }: StoredTensor, name: string, path: string): Float32Array {
  // Copies the bytes, so that they are aligned.
  const data = new Uint8Array(bytes).buffer;
  if (dtype === 'F32') return new Float32Array(data);
  if (dtype === 'F16') return fromFloat16(new Uint16Array(data));
  if (dtype === 'BF16') return fromBfloat16(new Uint16Array(data));
  throw unreadableType(path, name, dtype);
}
