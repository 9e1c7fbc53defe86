import {
  type DatasetFacts,
  type Decoder,
  type Files,
  isInputError,
  type Opening,
} from '@codistill/core';
import { byCodePoint } from './codePoints.ts';
import { nothingLeft, type Problem, unusable } from './errors.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { KeptIndex } from './indexCache.ts';
import { classes } from './layouts/classes.ts';
import { cub200 } from './layouts/cub200.ts';
import { detectLayout, type LayoutName } from './layouts/detect.ts';
import { imagenet } from './layouts/imagenet.ts';
import type { Layout, LayoutOptions } from './layouts/layout.ts';
import { list } from './layouts/list.ts';
import { splits as splitFolders } from './layouts/splits.ts';
import { tinyImagenet } from './layouts/tinyImagenet.ts';
import type { Listed } from './listed.ts';
import type { LookedAt } from './lookAtFiles.ts';
import { indexedSplits, lookAtSplits, untrainedClasses } from './lookAtSplits.ts';
import type { Walked } from './walk.ts';
import type { Watched } from './watched.ts';
import { withoutBad } from './withoutBad.ts';

/** What a data folder is indexed with. */
export interface IndexOptions extends LayoutOptions {
  readonly layout?: LayoutName | undefined;
  readonly channels: number;
  readonly exact: boolean;
  readonly skipBad: boolean;
}

const layouts: Readonly<Record<LayoutName, Layout>> = {
  classes,
  splits: splitFolders,
  imagenet,
  'tiny-imagenet': tinyImagenet,
  'cub-200': cub200,
  list,
};

/**
 * Lists the files of a data folder and decodes some of them, or all with `skipBad`. With `problem`,
 * what cannot be used is told there and left out.
 * @throws InputError naming what cannot be used; with `skipBad` or `problem`, if nothing is left.
 */
export async function indexFolder(
  files: Files,
  decoder: Decoder,
  options: IndexOptions,
  problem?: Opening['problem'],
): Promise<KeptIndex> {
  const { channels, exact, skipBad } = options;
  const leavesOut = skipBad || problem !== undefined;
  const tell = (found: readonly Problem[]) => {
    for (const { path, reason } of found) problem?.(path, reason);
  };
  const walked: Walked = { problems: [], folders: new Map(), files: new Map() };
  const listed = await listedIn(files, options, walked).catch((error: unknown) => {
    tell(walked.problems);
    // Files that cannot be used may be why a class has too few.
    const isWhy = isInputError(error) && walked.problems.length > 0 && !leavesOut;
    throw isWhy ? unusable(files.root, walked.problems.sort(byPath)) : error;
  });
  const every = indexedSplits(listed);
  const seen = await lookAtSplits(every, { files, decoder, channels, exact }, skipBad);
  const problems = [
    ...walked.problems,
    ...Object.values(seen).flatMap(({ bad }) => bad.map((one) => one.problem)),
    ...untrainedClasses(listed),
  ].sort(byPath);
  if (problems.length > 0 && !leavesOut) throw unusable(files.root, problems);
  tell(problems);
  const usable = problems.length > 0 ? withoutBad(listed, badOf(seen)) : listed;
  const splits = usable === listed ? every : indexedSplits(usable);
  const facts = factsOf(usable, seen['train'], channels);
  if (!facts || !splits['train']) throw nothingLeft(files.root, problems);
  const fingerprint = await fingerprintOf(decoder, splits);
  const leftOut = { count: problems.length, first: problems.slice(0, 5) };
  return {
    indexed: { facts, splits, fingerprint, leftOut },
    watched: await watchedOf(files, walked, problems),
  };
}

/** What the layout of a folder finds there. */
async function listedIn(files: Files, options: IndexOptions, walked: Walked): Promise<Listed> {
  walked.folders.set('', (await files.stat('.'))?.modified ?? 0);
  const layout = options.layout ?? (await detectLayout(files, options, walked));
  return layouts[layout](files, options, walked);
}

/** The positions of what cannot be used, by split. */
const badOf = (seen: Readonly<Record<string, LookedAt>>) =>
  Object.fromEntries(
    Object.entries(seen).map(([name, { bad }]) => [name, new Set(bad.map(({ index }) => index))]),
  );

/** The facts; undefined if too little is left to train on. */
function factsOf(
  { names, splits }: Listed,
  seen: LookedAt | undefined,
  channels: number,
): DatasetFacts | undefined {
  const isClass = splits.train.targets.kind === 'class';
  if (!seen || (isClass && (names?.length ?? 0) < 2)) return undefined;
  return {
    ...(isClass && names && { classes: names.length }),
    ...(names && { names }),
    channels,
    size: 'varies',
    ...seen.moments,
  };
}

/** What must stay as it is for an index to be right. What was left out may be mended. */
async function watchedOf(
  files: Files,
  walked: Walked,
  problems: readonly Problem[],
): Promise<Watched> {
  for (const { path } of problems) {
    const found = await files.stat(path).catch(() => undefined);
    if (found?.kind === 'file') walked.files.set(path, found);
  }
  return {
    folders: [...walked.folders],
    files: [...walked.files].map(([path, { size, modified = 0 }]) => [path, size, modified]),
  };
}

const byPath = (a: Problem, b: Problem) => byCodePoint(a.path, b.path);
