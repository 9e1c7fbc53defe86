import { readFile, stat } from 'node:fs/promises';
import { folderForFile } from '../errors.ts';

/**
 * A file's bytes in memory of their own: a Buffer may be a window on a larger one, and its `slice`
 * shares it. @throws InputError where it is a folder.
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  if ((await stat(file)).isDirectory()) throw folderForFile(file);
  return new Uint8Array(await readFile(file));
}
