import type { Files } from '@codistill/core';
import { shortFile } from './errors.ts';

/**
 * Cuts a file to its first `size` bytes, which removes what a run wrote after the checkpoint that
 * is resumed. A missing file is an empty one.
 * @throws InputError if the file is shorter: its lines would have a gap.
 */
export async function cutBack(files: Files, path: string, size: number): Promise<void> {
  await files.truncate(path, size);
  const found = (await files.stat(path))?.size ?? 0;
  if (found < size) throw shortFile(where(files, path), found, size);
}

const where = ({ root }: Files, path: string) => (root === undefined ? path : `${root}/${path}`);
