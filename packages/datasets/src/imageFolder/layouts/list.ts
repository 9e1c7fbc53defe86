import type { Files } from '@codistill/core';
import {
  emptyList,
  noListFile,
  noTraining,
  nothingLeft,
  severalTests,
  wrongSplit,
} from '../errors.ts';
import { type Listed, type ListedSplit, taken } from '../listed.ts';
import { splitBySeed } from '../splitBySeed.ts';
import type { Walked } from '../walk.ts';
import type { Layout, LayoutOptions } from './layout.ts';
import { type ListedPath, listedRows } from './listedRows.ts';
import { type ListRow, readList } from './listFile.ts';
import { targetsIn } from './listTargets.ts';
import { testNames } from './splits.ts';

/** What a list of images may be called, so that it need not be named. */
const listNames = ['metadata', 'labels', 'images'].flatMap((name) =>
  ['csv', 'jsonl'].map((ending) => `${name}.${ending}`),
);

/** The lists of images in a data folder. */
export async function listsIn(files: Files): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of listNames) if ((await files.stat(name))?.kind === 'file') found.push(name);
  return found;
}

/**
 * A list of images: a CSV file with a header, or JSON objects one a line. It has a path relative to
 * the list, labels and, if images are split already, `split`: train, or one of test, val, valid and
 * validation.
 * @throws InputError if the list is missing or cannot be read.
 */
export const list: Layout = async (files, options, walked) => {
  const name = options.list ?? (await listsIn(files))[0];
  if (name === undefined || (await files.stat(name))?.kind !== 'file')
    throw noListFile(files.root, name, listNames);
  const all = await readList(files, name, walked);
  if (all.length === 0) throw emptyList(name);
  const rows = await listedRows(files, onceEach(all, name, walked), walked);
  if (rows.length === 0) throw nothingLeft(files.root, walked.problems);
  const says = rows.map((one) => one.says);
  const { names, targets } = targetsIn(name, says, options);
  const whole: ListedSplit = { rows: rows.map(({ row }) => row), targets };
  const splits = says.some(({ values }) => values['split'] !== undefined)
    ? splitByColumn(files, name, says, whole, options)
    : splitBySeed(whole, names, options);
  return { ...(names && { names }), splits };
};

/** The rows of a list without those whose path came before, which are problems. */
function onceEach(
  all: readonly ListedPath<ListRow>[],
  list: string,
  { problems }: Walked,
): readonly ListedPath<ListRow>[] {
  const seen = new Set<string>();
  return all.filter(({ path, says }) => {
    const isNew = !seen.has(path);
    if (!isNew) problems.push({ path, reason: `is listed again in line ${says.at} of ${list}` });
    seen.add(path);
    return isNew;
  });
}

/** The splits that the column `split` names. */
function splitByColumn(
  { root }: Files,
  list: string,
  says: readonly ListRow[],
  whole: ListedSplit,
  { test }: LayoutOptions,
): Listed['splits'] {
  const places = new Map<string, number[]>();
  says.forEach(({ at, values }, i) => {
    const split = values['split'];
    const known = split === 'train' || split === test || testNames.some((name) => name === split);
    if (typeof split !== 'string' || !known) throw wrongSplit(list, at, split, testNames);
    const rows = places.get(split);
    if (rows) rows.push(i);
    else places.set(split, [i]);
  });
  const train = places.get('train');
  if (!train) throw noTraining(list);
  const tests = [...places.keys()].filter((name) => name !== 'train');
  if (tests.length > 1 && test === undefined) throw severalTests(root, tests);
  const tested = places.get(test ?? tests[0] ?? '');
  return {
    train: taken(whole, Int32Array.from(train)),
    ...(tested && { test: taken(whole, Int32Array.from(tested)) }),
  };
}
