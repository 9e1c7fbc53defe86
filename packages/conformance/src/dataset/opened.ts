import { type Dataset, type Examples, type Files, InputError } from '@codistill/core';
import { beforeAll } from 'vitest';

/** The splits that could be opened, by name. Empty if the files are missing. */
export type OpenedSplits = ReadonlyMap<string, Examples>;

/** The reason for skipping a test of a dataset whose files are missing. */
export const skipReason = 'its files are not here';

/**
 * The opened splits of a dataset, available while the tests run. A split with missing files is left
 * out, unless the files were `given`.
 */
export function openedSplits(dataset: Dataset, files: Files, given: boolean): OpenedSplits {
  const opened = new Map<string, Examples>();
  beforeAll(async () => {
    for (const split of dataset.splits) {
      const examples = await dataset.open(split, files).catch((error: unknown) => {
        if (!given && error instanceof InputError) return undefined;
        throw error;
      });
      if (examples) opened.set(split, examples);
    }
  });
  return opened;
}
