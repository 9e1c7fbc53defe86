import { readFile, stat } from 'node:fs/promises';
import { folderForFile } from '../errors.ts';

/**
 * The bytes of a file in their own memory. A Buffer may be part of a larger one, and its `slice`
 * shares that memory. @throws InputError if the path is a folder.
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  if ((await stat(file)).isDirectory()) throw folderForFile(file);
  return new Uint8Array(await readFile(file));
}
