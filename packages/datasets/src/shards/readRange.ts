import type { Files } from '@codistill/core';
import { cutShard } from './errors.ts';
import { shownPath } from './listShards.ts';

/** Bytes `from` up to `to` of a file. @throws InputError if the file ends before. */
export async function readRange(
  files: Files,
  path: string,
  from: number,
  to: number,
): Promise<Uint8Array> {
  const bytes = await files.read(path, [from, to]);
  if (bytes.length !== to - from) throw cutShard(shownPath(files, path), from, to, bytes.length);
  return bytes;
}
