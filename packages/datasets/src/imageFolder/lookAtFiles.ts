import { lookThrough, type Seen } from '../encodedImages/lookThrough.ts';
import type { Problem } from './errors.ts';
import { examplesOf, type Reading } from './examples.ts';
import { pathAt } from './fileTable.ts';
import type { IndexedSplit } from './indexed.ts';

/** What decoding some files has shown. */
export interface LookedAt {
  readonly moments: Seen['moments'];
  /** Positions of those that cannot be used, with the reasons. */
  readonly bad: readonly { readonly index: number; readonly problem: Problem }[];
}

/** Decodes the files at some positions. An image of one pixel is a placeholder, so it is bad. */
export async function lookAtFiles(
  split: IndexedSplit,
  positions: Int32Array,
  reading: Reading,
): Promise<LookedAt> {
  const { files, shapes } = split;
  const seen = await lookThrough(examplesOf(split, reading), positions, reading.channels);
  const reasons = new Map<number, string>();
  for (const { index, error } of seen.bad) {
    const path = pathAt(files, index);
    reasons.set(index, `cannot be used: ${reasonOf(error, path)}`);
  }
  for (const index of positions)
    if (shapes[2 * index] === 1 && shapes[2 * index + 1] === 1)
      reasons.set(index, 'has one pixel alone');
  const bad = [...reasons].map(([index, reason]) => ({
    index,
    problem: { path: pathAt(files, index), reason },
  }));
  return { moments: seen.moments, bad };
}

/** The message of an error, without the path before it and the advice behind it. */
export function reasonOf(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const at = message.indexOf(`${path}: `);
  const reason = at < 0 ? message : message.slice(at + path.length + 2);
  return reason.replace(/(\. Is it whole, and an image\?)?(\. Mend the image .*)?\.?$/, '');
}
