import { oldFormat } from '../errors.ts';
import { readStateDict } from '../torch/readStateDict.ts';
import { readSafetensors } from './readSafetensors.ts';
import type { WeightFile } from './weightFile.ts';

/**
 * The weights in a file: safetensors, or a state dict of PyTorch, known by its first bytes.
 * @throws InputError in one sentence if it is neither, is cut short, or needs code to be read.
 */
export function readWeightFile(bytes: Uint8Array, path: string): WeightFile {
  if (begins(bytes, [0x50, 0x4b, 3, 4])) return readStateDict(bytes, path);
  // A pickle by itself: PyTorch before 1.6, whose magic number comes first, or a file of Python.
  // A safetensors file has a brace as the ninth byte.
  if (bytes[0] === 0x80 && bytes[1]! <= 5 && bytes.length > 8 && bytes[8] !== 0x7b)
    throw oldFormat(path);
  return readSafetensors(bytes, path);
}

const begins = (bytes: Uint8Array, magic: readonly number[]) =>
  magic.every((byte, i) => bytes[i] === byte);
