import path from 'node:path';
import type { Dataset, Files, Registry, Use } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { parseUse } from '@codistill/study';
import { noDataset, twoFolders } from '../errors.ts';

/** A dataset that a command line names, and where its files are. */
export interface DataPlace {
  readonly use: Use;
  readonly dataset: Dataset;
  readonly folder: string;
  readonly files: Files;
}

/**
 * The dataset of FOLDER, --data and --dataset.
 * @throws InputError if the line names no dataset, two folders, or a dataset that is not known.
 */
export function dataPlaceOf(
  given: {
    readonly folder?: string | undefined;
    readonly data?: string | undefined;
    readonly dataset?: string | undefined;
  },
  registry: Registry,
): DataPlace {
  if (given.folder !== undefined && given.data !== undefined)
    throw twoFolders(given.folder, given.data);
  const named = given.folder ?? given.data;
  if (named === undefined && given.dataset === undefined) throw noDataset();
  const folder = path.resolve(named ?? process.env['CODISTILL_DATA'] ?? '.');
  const use = given.dataset === undefined ? 'image-folder' : parseUse(given.dataset);
  return {
    use,
    dataset: registry.build('dataset', use),
    folder,
    files: folderFiles(folder),
  };
}
