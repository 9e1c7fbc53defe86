import path from 'node:path';
import type { Decoder, Files } from '@codistill/core';
import { cacheFolder, folderFiles, sharpDecoder } from '@codistill/node';

/** What datasets are opened with, besides the data folder. What they say goes to a person. */
export const opening = (): {
  readonly decoder: Decoder;
  readonly cache: Files;
  readonly notice: (sentence: string) => void;
} => ({
  decoder: sharpDecoder(),
  cache: folderFiles(path.join(cacheFolder(), 'data')),
  notice: (sentence) => process.stderr.write(`${sentence}\n`),
});
