import { storedTensors } from '@codistill/core';
import type { WeightFile } from './weightFile.ts';

/**
 * The weights in a safetensors file.
 * @throws InputError, naming `path`, if it is cut short or is none.
 *
 * @example
 * ```ts
 * const bytes = encodeSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } }, {});
 * console.log(readSafetensors(bytes, 'w.safetensors').tensors['w']!.dtype); // F32
 * ```
 */
export const readSafetensors = (bytes: Uint8Array, path: string): WeightFile => ({
  path,
  ...storedTensors(bytes, path),
});
