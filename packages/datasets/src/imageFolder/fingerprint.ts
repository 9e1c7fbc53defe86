import type { Decoder } from '@codistill/core';
import { sha256 } from '../bytes.ts';
import type { IndexedSplit } from './indexed.ts';

/**
 * A digest of the decoder's name, and of the paths and sizes in bytes of all files, in their order.
 * A copy of the folder has the same, although its files are newer.
 */
export async function fingerprintOf(
  decoder: Decoder,
  splits: Readonly<Record<string, IndexedSplit>>,
): Promise<string> {
  const digests: string[] = [decoder.name];
  for (const [name, { files }] of Object.entries(splits)) {
    digests.push(name, JSON.stringify(files.folders));
    // A copy, because the platform digests no shared memory.
    for (const { buffer, byteOffset, byteLength } of [
      files.folderOf,
      files.names,
      files.ends,
      files.sizes,
    ])
      digests.push(await sha256(new Uint8Array(buffer, byteOffset, byteLength).slice()));
  }
  return sha256(new TextEncoder().encode(JSON.stringify(digests)));
}
