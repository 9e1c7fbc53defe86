import type { Dataset, Examples, Files } from '@codistill/core';
import { unknownSplit } from './errors.ts';

/**
 * The splits and `open` of a dataset that reads each split of a folder once, and again only where
 * that failed: a run asks for the test split after every epoch.
 * @throws InputError where there is no such split.
 */
export function openOnce(
  readers: Readonly<Record<string, (files: Files) => Promise<Examples>>>,
): Pick<Dataset, 'splits' | 'open'> {
  const splits = Object.keys(readers);
  const opened = new WeakMap<Files, Map<string, Promise<Examples>>>();
  return {
    splits,
    async open(split, files) {
      if (!splits.includes(split)) throw unknownSplit(split, splits);
      const known = opened.get(files) ?? new Map<string, Promise<Examples>>();
      opened.set(files, known);
      const examples = known.get(split) ?? readers[split]!(files);
      known.set(split, examples);
      try {
        return await examples;
      } catch (error) {
        known.delete(split);
        throw error;
      }
    },
  };
}
