import type { DatasetFacts, Targets } from '@codistill/core';
import type { Problem } from './errors.ts';
import type { FileTable } from './fileTable.ts';

/** The files of a split with their targets and, as far as they are known, their sizes. */
export interface IndexedSplit {
  readonly files: FileTable;
  readonly targets: Targets;
  /** [files, 2], height and width as they are seen; 0 until an image is first looked at. */
  readonly shapes: Int32Array;
  /** The decoded pixels of all files, one after the other, if they are kept. */
  readonly pixels?: Uint8Array;
}

/** All that a thread needs to open the same examples. Its large parts are shared. */
export interface Indexed {
  readonly facts: DatasetFacts;
  readonly splits: Readonly<Record<string, IndexedSplit>>;
  readonly fingerprint: string;
  /** What was left out, in number, and the first of it. */
  readonly leftOut: { readonly count: number; readonly first: readonly Problem[] };
}
