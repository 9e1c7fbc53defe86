import { readFile } from 'node:fs/promises';

/**
 * A file's bytes in memory of their own: a Buffer may be a window on a larger one, and its `slice`
 * shares it.
 */
export const readBytes = async (file: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(file));
