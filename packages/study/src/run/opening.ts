import path from 'node:path';
import type { Decoder, Files } from '@codistill/core';
import { cacheFolder, folderFiles, sharpDecoder } from '@codistill/node';

/** What datasets are opened with, besides the data folder. */
export const opening = (): { readonly decoder: Decoder; readonly cache: Files } => ({
  decoder: sharpDecoder(),
  cache: folderFiles(path.join(cacheFolder(), 'data')),
});
