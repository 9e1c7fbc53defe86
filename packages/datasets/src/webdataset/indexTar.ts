import type { DatasetFacts, Decoder, Files, Targets } from '@codistill/core';
import { inOrder } from '../encodedImages/inOrder.ts';
import { type FileTable, fileTable } from '../imageFolder/fileTable.ts';
import { fingerprintOf, type StoredSplit } from '../imageFolder/fingerprint.ts';
import { type LabelledSplit, targetsOf } from '../shards/labels.ts';
import { listShards, type ShardOptions, shownPath } from '../shards/listShards.ts';
import { float64, int32 } from '../sharedArrays.ts';
import { cachedSamples } from './cachedSamples.ts';
import type { Sample, SampleOptions } from './samples.ts';

/** The options that say what is read. */
export interface TarOptions extends ShardOptions, SampleOptions {
  readonly classes?: number | undefined;
}

/** A split of tar shards. */
export interface IndexedEntries {
  /** The images: their shards are the folders. */
  readonly entries: FileTable;
  /** [examples], where the content of each image begins in its shard. */
  readonly offsets: Float64Array;
  readonly targets: Targets;
  /** [examples, 2], in shared memory: 0 until an image is first looked at. */
  readonly shapes: Int32Array;
}

/** All that a thread needs to open the same examples, except mean and deviation. */
export interface IndexedTar {
  readonly facts: Omit<DatasetFacts, 'mean' | 'std'>;
  readonly splits: Readonly<Record<string, IndexedEntries>>;
  readonly fingerprint: string;
}

const shardsAtOnce = 4;

/**
 * Lists the shards of a data folder and the samples in them. What is in a shard is kept in the cache
 * until the shard changes.
 * @throws InputError naming the shard, or the sample, that cannot be right.
 */
export async function indexTar(
  files: Files,
  decoder: Decoder,
  channels: number,
  options: TarOptions,
  cache: Files | undefined,
): Promise<IndexedTar> {
  const listed = await listShards(files, '.tar', options);
  const rows: Record<string, { readonly path: string; readonly samples: readonly Sample[] }[]> = {};
  for (const [split, paths] of Object.entries(listed)) {
    const own: (typeof rows)[string] = [];
    const read = (path: string) => cachedSamples(files, path, options, cache);
    let at = 0;
    for await (const samples of inOrder(paths, shardsAtOnce, read))
      own.push({ path: paths[at++]!, samples });
    rows[split] = own;
  }
  const labelled = Object.fromEntries(
    Object.entries(rows).map(([split, shards]) => [split, labelsOf(files, shards)]),
  );
  const fractions = labelled['train']!.labels.flat().some(
    (label) => typeof label === 'number' && !Number.isInteger(label),
  );
  const { targets, ...known } = targetsOf(labelled, { fractions, classes: options.classes });
  const splits = Object.fromEntries(
    Object.entries(rows).map(([split, shards]) => [split, indexed(shards, targets[split]!)]),
  );
  return {
    facts: { ...known, channels, size: 'varies' },
    splits,
    fingerprint: await fingerprintOf(decoder, storedIn(splits)),
  };
}

type Shards = readonly { readonly path: string; readonly samples: readonly Sample[] }[];

function labelsOf(files: Files, shards: Shards): LabelledSplit {
  const labels = shards.flatMap(({ samples }) => samples.map(({ label }) => label));
  return {
    labels,
    path: shownPath(files, shards[0]!.path),
    name(index) {
      let at = index;
      for (const { path, samples } of shards) {
        const sample = samples[at];
        if (sample) return `${shownPath(files, path)}, ${sample.name}`;
        at -= samples.length;
      }
      return String(index);
    },
  };
}

function indexed(shards: Shards, targets: Targets): IndexedEntries {
  const rows = shards.flatMap(({ path, samples }) =>
    samples.map(({ name, size }) => ({ folder: path, name, size, modified: 0 })),
  );
  const offsets = float64(rows.length);
  let at = 0;
  for (const { samples } of shards) for (const { offset } of samples) offsets[at++] = offset;
  return { entries: fileTable(rows), offsets, targets, shapes: int32(2 * rows.length) };
}

/** The images of splits, with their places in the shards. */
const storedIn = (splits: Readonly<Record<string, IndexedEntries>>): Record<string, StoredSplit> =>
  Object.fromEntries(
    Object.entries(splits).map(([name, { entries, offsets }]) => [
      name,
      { files: entries, more: [offsets] },
    ]),
  );
