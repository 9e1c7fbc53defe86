import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Removes incomplete files that a killed process left in a folder in which no other writes. */
export async function removeHalfWritten(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (/^\..+\.tmp$/.test(name)) await rm(path.join(folder, name), { force: true });
}
