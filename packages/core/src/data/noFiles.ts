import type { Files } from '../contracts/data.ts';
import { noSuchFile } from './errors.ts';

/**
 * Files without a folder: nothing is there to read, and what is written is discarded. For datasets
 * that need no files and for runs that keep nothing.
 *
 * @example
 * ```ts
 * console.log(await noFiles.stat('train.bin')); // undefined
 * ```
 */
export const noFiles: Files = {
  read: async (path) => Promise.reject(noSuchFile(path)),
  stat: async () => undefined,
  entries: async function* () {},
  write: async () => {},
  append: async () => {},
  sync: async () => {},
  truncate: async () => {},
  claim: async () => true,
};
