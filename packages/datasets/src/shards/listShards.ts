import type { Files } from '@codistill/core';
import { byCodePoint } from '../imageFolder/codePoints.ts';
import {
  missingShards,
  noShards,
  noSplit,
  noSuchSplit,
  noTraining,
  severalFolders,
  zippedShard,
} from './errors.ts';

/** Which files are shards, and which split is evaluated. */
export interface ShardOptions {
  /** Below the data folder; '' for the data folder itself. */
  readonly folder: string;
  /** The split that is evaluated. Absent: test, or validation where there is no test. */
  readonly test?: 'test' | 'validation' | undefined;
}

const words = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'val', 'dev'],
  test: ['test', 'testing', 'eval', 'evaluation'],
} as const;
type Split = keyof typeof words;

/**
 * The split that a path names by a word in the file's name or, without one, in its folders; as the
 * library datasets of Hugging Face decides it.
 */
export function splitOfPath(path: string): Split | undefined {
  for (const name of path.toLowerCase().split('/').reverse()) {
    const parts = name.split(/[^a-z]+/);
    for (const split of ['test', 'validation', 'train'] as const)
      if (parts.some((part) => (words[split] as readonly string[]).includes(part))) return split;
  }
}

/**
 * The shards of the splits train and test, in the order of their paths. Paths are relative to the
 * data folder. If no name says a split, all are of train.
 * @throws InputError if there are none of training, a name says no split while others do, the shards
 * of a split lie in several folders, or fewer are there than their names say.
 */
export async function listShards(
  files: Files,
  ending: string,
  { folder, test }: ShardOptions,
): Promise<{ readonly train: readonly string[]; readonly test?: readonly string[] }> {
  const { paths, why } = await below(files, folder, ending);
  if (paths.length === 0) {
    const [zipped] = (await below(files, folder, `${ending}.gz`)).paths;
    throw zipped === undefined
      ? noShards(files.root, folder, ending, why)
      : zippedShard(shownPath(files, zipped), ending);
  }
  const shown = (path: string) => shownPath(files, path);
  const inner = (path: string) => (folder === '' ? path : path.slice(folder.length + 1));
  const bySplit: Record<Split, string[]> = { train: [], validation: [], test: [] };
  const others: string[] = [];
  for (const path of paths) {
    const split = splitOfPath(inner(path));
    (split ? bySplit[split] : others).push(path);
  }
  if (others.length === paths.length) bySplit.train = others;
  else if (others.length > 0) throw noSplit(others.map(shown));
  if (bySplit.train.length === 0) throw noTraining(paths.map(shown));
  const known = (Object.keys(words) as Split[]).filter((split) => bySplit[split].length > 0);
  if (test && bySplit[test].length === 0) throw noSuchSplit(test, known);
  const tested = bySplit[test ?? (bySplit.test.length > 0 ? 'test' : 'validation')];
  checkPlaces(files, 'train', bySplit.train);
  checkPlaces(files, 'test', tested);
  return { train: bySplit.train, ...(tested.length > 0 && { test: tested }) };
}

const deepest = 3;

/** The files below a folder that end in `ending`; hidden ones and linked circles are left out. */
async function below(
  files: Files,
  folder: string,
  ending: string,
): Promise<{ readonly paths: readonly string[]; readonly why?: string }> {
  const paths: string[] = [];
  const walk = async (at: string, depth: number, linked: boolean): Promise<void> => {
    for await (const { name, kind, link } of files.entries(at)) {
      if (name.startsWith('.')) continue;
      const path = at === '' ? name : `${at}/${name}`;
      if (kind === 'file' && name.endsWith(ending)) paths.push(path);
      if (kind === 'folder' && depth < deepest && !(link && linked))
        await walk(path, depth + 1, link || linked);
    }
  };
  try {
    await walk(folder, 0, false);
  } catch (error) {
    return { paths: [], why: error instanceof Error ? error.message : String(error) };
  }
  return { paths: paths.sort(byCodePoint) };
}

/** @throws InputError if shards of a split lie in several folders, or some are missing. */
function checkPlaces(files: Files, split: string, paths: readonly string[]): void {
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  if (folders.size > 1) throw severalFolders(split, [...folders]);
  for (const path of paths) {
    const count = Number(/-\d{5}-of-(\d{5})\.[^/]*$/.exec(path)?.[1] ?? paths.length);
    if (count > paths.length) throw missingShards(shownPath(files, path), paths.length, count);
  }
}

/** A path as messages show it, with the data folder if it is known. */
export const shownPath = ({ root }: Files, path: string): string =>
  root === undefined ? path : `${root}/${path}`;
