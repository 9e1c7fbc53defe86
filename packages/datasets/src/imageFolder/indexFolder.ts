import { type Decoder, type Files, isInputError, type Opening } from '@codistill/core';
import { evenly } from '../encodedImages/lookThrough.ts';
import { byCodePoint } from './codePoints.ts';
import { nothingLeft, type Problem, unusable } from './errors.ts';
import { countIn, fileTable, int32 } from './fileTable.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { KeptIndex } from './indexCache.ts';
import type { Indexed, IndexedSplit } from './indexed.ts';
import { classes } from './layouts/classes.ts';
import { cub200 } from './layouts/cub200.ts';
import { detectLayout, type LayoutName } from './layouts/detect.ts';
import { imagenet } from './layouts/imagenet.ts';
import type { Layout, LayoutOptions } from './layouts/layout.ts';
import { list } from './layouts/list.ts';
import { splits as splitFolders } from './layouts/splits.ts';
import { tinyImagenet } from './layouts/tinyImagenet.ts';
import type { Listed } from './listed.ts';
import { type LookedAt, lookAtFiles } from './lookAtFiles.ts';
import type { Walked } from './walk.ts';
import type { Watched } from './watched.ts';
import { withoutBad } from './withoutBad.ts';

/** What a data folder is indexed with. */
export interface IndexOptions extends LayoutOptions {
  readonly layout?: LayoutName | undefined;
  readonly channels: number;
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

/** The numbers of images that are decoded before training. Mean and deviation are of the first. */
const sampled = { train: 512, test: 64 } as const;

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
  const { channels, skipBad } = options;
  const leavesOut = skipBad || problem !== undefined;
  const tell = (found: readonly Problem[]) => {
    for (const { path, reason } of found) problem?.(path, reason);
  };
  const walked: Walked = { problems: [], folders: new Map(), files: new Map() };
  walked.folders.set('', (await files.stat('.'))?.modified ?? 0);
  const layout = options.layout ?? (await detectLayout(files, options, walked));
  let listed = await layouts[layout](files, options, walked).catch((error: unknown) => {
    tell(walked.problems);
    // Files that cannot be used may be why a class has too few.
    const isWhy = isInputError(error) && walked.problems.length > 0 && !leavesOut;
    throw isWhy ? unusable(files.root, walked.problems.sort(byPath)) : error;
  });
  const look = async () => {
    const splits = indexedSplits(listed);
    const seen: Record<string, LookedAt> = {};
    for (const [name, split] of Object.entries(splits)) {
      const most = skipBad ? Number.POSITIVE_INFINITY : sampled[name as 'train' | 'test'];
      const positions = evenly(countIn(split.files), most);
      seen[name] = await lookAtFiles(split, positions, { files, decoder, channels });
    }
    return { splits, seen };
  };
  let { splits, seen } = await look();
  const bad = Object.values(seen).flatMap((one) => one.bad);
  const problems = [
    ...walked.problems,
    ...bad.map(({ problem }) => problem),
    ...untrainedClasses(listed),
  ].sort(byPath);
  if (problems.length > 0 && !leavesOut) throw unusable(files.root, problems);
  tell(problems);
  if (problems.length > 0) {
    listed = withoutBad(
      listed,
      Object.fromEntries(
        Object.entries(seen).map(([name, one]) => [
          name,
          new Set(one.bad.map(({ index }) => index)),
        ]),
      ),
    );
    splits = indexedSplits(listed);
  }
  const { names } = listed;
  const isClass = listed.splits.train.targets.kind === 'class';
  if (isClass && (names?.length ?? 0) < 2) throw nothingLeft(files.root, problems);
  const indexed: Indexed = {
    facts: {
      ...(isClass && names && { classes: names.length }),
      ...(names && { names }),
      channels,
      size: 'varies',
      ...seen['train']!.moments,
    },
    splits,
    fingerprint: await fingerprintOf(decoder, splits),
    leftOut: { count: problems.length, first: problems.slice(0, 5) },
  };
  return { indexed, watched: await watchedOf(files, walked, problems) };
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

/** Classes that only test images have. */
function untrainedClasses({ names, splits }: Listed): readonly Problem[] {
  const { targets } = splits.train;
  if (targets.kind !== 'class') return [];
  const trained = new Set(targets.values);
  return (names ?? [])
    .filter((_, label) => !trained.has(label))
    .map((path) => ({ path, reason: 'is a class without training images' }));
}

const byPath = (a: Problem, b: Problem) => byCodePoint(a.path, b.path);

const indexedSplits = ({ splits }: Listed): Readonly<Record<string, IndexedSplit>> =>
  Object.fromEntries(
    Object.entries(splits)
      .filter(([, { rows }]) => rows.length > 0)
      .map(([name, { rows, targets }]) => [
        name,
        { files: fileTable(rows), targets, shapes: int32(2 * rows.length) },
      ]),
  );
