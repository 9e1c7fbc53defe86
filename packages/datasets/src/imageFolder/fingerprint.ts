import type { Decoder } from '@codistill/core';
import { sha256 } from '../bytes.ts';
import type { FileTable } from './fileTable.ts';

/** A split of stored images: their names and sizes, and what else tells where they are. */
export interface StoredSplit {
  readonly files: FileTable;
  readonly more?: readonly ArrayBufferView[];
}

/**
 * A digest of the decoder's name, and of the paths and sizes in bytes of all images, in their order,
 * and of what else splits tell. A copy of the folder has the same, although its files are newer.
 */
export async function fingerprintOf(
  decoder: Decoder,
  splits: Readonly<Record<string, StoredSplit>>,
): Promise<string> {
  const digests: string[] = [decoder.name];
  for (const [name, { files, more = [] }] of Object.entries(splits)) {
    digests.push(name, JSON.stringify(files.folders));
    for (const column of [files.folderOf, files.names, files.ends, files.sizes, ...more])
      digests.push(await columnDigest(column));
  }
  return sha256(new TextEncoder().encode(JSON.stringify(digests)));
}

/** The digest of an array. It is copied, because the platform digests no shared memory. */
export const columnDigest = ({
  buffer,
  byteOffset,
  byteLength,
}: ArrayBufferView): Promise<string> =>
  sha256(new Uint8Array(buffer, byteOffset, byteLength).slice());
