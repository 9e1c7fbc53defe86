import type { Targets } from '@codistill/core';
import { targetsTaken } from '../encodedImages/targetsTaken.ts';
import { int32 } from '../sharedArrays.ts';
import type { ClassRows } from './classFolders.ts';
import type { FileRow } from './fileTable.ts';

/** The files of a split, and what each is labelled with. */
export interface ListedSplit {
  readonly rows: readonly FileRow[];
  readonly targets: Targets;
}

/** What a layout finds in a data folder. */
export interface Listed {
  /** What the classes, bits or numbers are called. */
  readonly names?: readonly string[];
  readonly splits: Readonly<Record<'train', ListedSplit>> & { readonly test?: ListedSplit };
}

/** A split of the images of classes. `names` are those of all classes, in their order. */
export function splitOfClasses(
  classes: readonly ClassRows[],
  names: readonly string[],
): ListedSplit {
  const labels = new Map(names.map((name, label) => [name, label]));
  const rows = classes.flatMap((one) => one.rows as FileRow[]);
  const values = int32(rows.length);
  let at = 0;
  for (const { name, rows: some } of classes) {
    values.fill(labels.get(name)!, at, at + some.length);
    at += some.length;
  }
  return { rows, targets: { kind: 'class', values } };
}

/** The examples of a split at some positions. */
export function taken({ rows, targets }: ListedSplit, positions: Int32Array): ListedSplit {
  return {
    rows: Array.from(positions, (i) => rows[i]!),
    targets: targetsTaken(targets, positions),
  };
}
