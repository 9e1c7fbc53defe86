import path from 'node:path';
import type { Decoder, Files } from '@codistill/core';
import { cacheFolder, folderFiles, sharpDecoder } from '@codistill/node';

/**
 * What datasets are opened with, besides the data folder. By default, what they say goes to the
 * output of the process.
 */
export const opening = (
  notice: (sentence: string) => void = (sentence) => process.stderr.write(`${sentence}\n`),
): {
  readonly decoder: Decoder;
  readonly cache: Files;
  readonly notice: (sentence: string) => void;
} => ({
  decoder: sharpDecoder(),
  cache: folderFiles(path.join(cacheFolder(), 'data')),
  notice,
});
