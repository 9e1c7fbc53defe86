import type { Dataset, Examples, Files } from '@codistill/core';
import { unknownSplit } from './errors.ts';

/**
 * The splits and `open` of a dataset. Each split of a folder is read once, and again only if
 * reading failed, because a run asks for the test split after every epoch.
 * @throws InputError from `open`, if the split does not exist.
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
