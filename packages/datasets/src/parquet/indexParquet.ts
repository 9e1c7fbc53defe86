import type { DatasetFacts, Decoder, Files, Targets } from '@codistill/core';
import { type FileMetaData, parquetSchema } from 'hyparquet';
import { sha256 } from '../bytes.ts';
import { emptySplit } from '../shards/errors.ts';
import { targetsOf } from '../shards/labels.ts';
import { listShards, type ShardOptions, shownPath } from '../shards/listShards.ts';
import { int32 } from '../sharedArrays.ts';
import { type Columns, columnsOf } from './columns.ts';
import { unlikeNames } from './errors.ts';
import { featuresOf } from './features.ts';
import { type Footer, readFooter } from './footer.ts';
import { readLabels, rowName, type Shard } from './readLabels.ts';
import { type KnownShard, rowFinder } from './rowGroups.ts';

/** The options that say what is read. */
export interface ParquetOptions extends ShardOptions {
  readonly image?: string | undefined;
  readonly label?: string | undefined;
  readonly classes?: number | undefined;
}

/** A split of parquet shards. */
export interface IndexedShards {
  readonly shards: readonly KnownShard[];
  readonly targets: Targets;
  /** [examples, 2], in shared memory: 0 until an image is first looked at. */
  readonly shapes: Int32Array;
}

/** All that a thread needs to open the same examples, except mean and deviation. */
export interface IndexedParquet {
  readonly facts: Omit<DatasetFacts, 'mean' | 'std'>;
  readonly columns: Columns;
  readonly splits: Readonly<Record<string, IndexedShards>>;
  readonly fingerprint: string;
}

/**
 * Lists the shards of a data folder, and reads their footers and labels.
 * @throws InputError naming the file, or the row, that cannot be right.
 */
export async function indexParquet(
  files: Files,
  decoder: Decoder,
  channels: number,
  options: ParquetOptions,
): Promise<{ readonly indexed: IndexedParquet; readonly footers: ReadonlyMap<string, Footer> }> {
  const listed = await listShards(files, '.parquet', options);
  const footers = new Map<string, Footer>();
  for (const path of Object.values(listed).flat()) footers.set(path, await readFooter(files, path));
  const { columns, names, fractions } = agreed(files, footers, options);
  const shards = Object.entries(listed).map(([split, paths]) => {
    const all = paths.map((path): Shard => ({ path, ...footers.get(path)! }));
    if (all.every(({ rows }) => rows.every((count) => count === 0)))
      throw emptySplit(
        split,
        paths.map((path) => shownPath(files, path)),
      );
    return { split, all };
  });
  const labelled: Record<string, Parameters<typeof targetsOf>[0][string]> = {};
  for (const { split, all } of shards) {
    const rowOf = rowFinder(all);
    labelled[split] = {
      labels: await readLabels(files, all, columns.label),
      path: shownPath(files, all[0]!.path),
      name(index) {
        const { shard, row } = rowOf(index);
        return rowName(files, shard.path, row);
      },
    };
  }
  const { targets, ...known } = targetsOf(labelled, { fractions, names, classes: options.classes });
  const splits = shards.map(
    ({ split, all }) =>
      [
        split,
        {
          shards: all.map(({ path, size, rows }) => ({ path, size, rows })),
          targets: targets[split]!,
          shapes: int32(2 * labelled[split]!.labels.length),
        },
      ] as const,
  );
  const content = [...footers].map(([path, { size, digest }]) => [path, size, digest]);
  const said = JSON.stringify([decoder.name, columns, content]);
  return {
    indexed: {
      facts: { ...known, channels, size: 'varies' },
      columns,
      splits: Object.fromEntries(splits),
      fingerprint: await sha256(new TextEncoder().encode(said)),
    },
    footers,
  };
}

/** The columns and the names of classes, on which all shards must agree. */
function agreed(
  files: Files,
  footers: ReadonlyMap<string, Footer>,
  options: ParquetOptions,
): {
  readonly columns: Columns;
  readonly names: readonly string[] | undefined;
  readonly fractions: boolean;
} {
  let first: { readonly path: string; readonly columns: Columns } | undefined;
  let names: readonly string[] | undefined;
  let fractions = false;
  for (const [path, { metadata }] of footers) {
    const shown = shownPath(files, path);
    const features = featuresOf(metadata);
    const columns = columnsOf(shown, metadata, features, first?.columns ?? options);
    const own = features.classes[columns.label];
    if (first && JSON.stringify(own) !== JSON.stringify(names))
      throw unlikeNames(shown, shownPath(files, first.path));
    if (!first) {
      names = own;
      fractions = isFractions(metadata, columns.label);
    }
    first ??= { path, columns };
  }
  return { columns: first!.columns, names, fractions };
}

/** Whether a column holds fractions, or lists of them. */
function isFractions(metadata: FileMetaData, column: string): boolean {
  let at = parquetSchema(metadata).children.find(({ element }) => element.name === column);
  while (at && at.children.length > 0) at = at.children[0];
  return ['FLOAT', 'DOUBLE'].includes(at?.element.type ?? '');
}
