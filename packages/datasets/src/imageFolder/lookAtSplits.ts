import { evenly, sampled } from '../encodedImages/lookThrough.ts';
import { int32 } from '../sharedArrays.ts';
import type { Problem } from './errors.ts';
import type { Reading } from './examples.ts';
import { countIn, fileTable } from './fileTable.ts';
import type { IndexedSplit } from './indexed.ts';
import type { Listed } from './listed.ts';
import { type LookedAt, lookAtFiles } from './lookAtFiles.ts';

/** The splits of a listing that have images. */
export const indexedSplits = ({ splits }: Listed): Readonly<Record<string, IndexedSplit>> =>
  Object.fromEntries(
    Object.entries(splits)
      .filter(([, { rows }]) => rows.length > 0)
      .map(([name, { rows, targets }]) => [
        name,
        { files: fileTable(rows), targets, shapes: int32(2 * rows.length) },
      ]),
  );

/** What decoding the images of splits has shown, of some or of all. */
export async function lookAtSplits(
  splits: Readonly<Record<string, IndexedSplit>>,
  reading: Reading,
  everyImage: boolean,
): Promise<Readonly<Record<string, LookedAt>>> {
  const seen: Record<string, LookedAt> = {};
  for (const [name, split] of Object.entries(splits)) {
    const most = everyImage ? Number.POSITIVE_INFINITY : sampled[name as keyof typeof sampled];
    seen[name] = await lookAtFiles(split, evenly(countIn(split.files), most), reading);
  }
  return seen;
}

/** Classes that only test images have. */
export function untrainedClasses({ names, splits }: Listed): readonly Problem[] {
  const { targets } = splits.train;
  if (targets.kind !== 'class') return [];
  const trained = new Set(targets.values);
  return (names ?? [])
    .filter((_, label) => !trained.has(label))
    .map((path) => ({ path, reason: 'is a class without training images' }));
}
