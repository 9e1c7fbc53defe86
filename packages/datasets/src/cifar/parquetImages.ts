import { type Files, type InMemorySplit, isInputError, type Opening } from '@codistill/core';
import { decodedExamples } from '../encodedImages/encodedImages.ts';
import { indexParquet } from '../parquet/indexParquet.ts';
import { rowName } from '../parquet/readLabels.ts';
import { imageReader, rowFinder } from '../parquet/rowGroups.ts';
import { pixelBytes } from '../pixelBytes.ts';
import { shownPath } from '../shards/listShards.ts';
import { noParquet, otherCount, otherSize } from './errors.ts';

/** Where the parquet files of a dataset may be, and what is expected in them. */
export interface ParquetLayout {
  /** Folders below the data folder; '' is the data folder itself. */
  readonly folders: readonly string[];
  readonly label: string;
  readonly classes: number;
  /** The number of examples of each split; absent: any. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** The first folder that has parquet files. */
export async function parquetFolder(
  files: Files,
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    if (folder !== '' && (await files.stat(folder))?.kind !== 'folder') continue;
    try {
      for await (const { name } of files.entries(folder))
        if (name.endsWith('.parquet')) return folder;
    } catch (error) {
      if (!isInputError(error)) throw error;
    }
  }
}

const size = { height: 32, width: 32 };
const atOnce = 500;

/**
 * The splits of parquet files in the layout of Hugging Face, decoded into memory. The pixels are
 * kept in the cache, because decoding takes longer than reading them.
 * @throws InputError naming a file or row that cannot be right.
 */
export async function parquetImages(
  files: Files,
  { decoder, cache }: Opening,
  { folders, label, classes, counts }: ParquetLayout,
): Promise<Readonly<Record<string, InMemorySplit>>> {
  const folder = await parquetFolder(files, folders);
  if (folder === undefined) throw noParquet(folders, files.root);
  const options = { folder, label, classes, test: undefined };
  const { indexed, footers } = await indexParquet(files, decoder, 3, options);
  const read = imageReader(files, indexed.columns.image, 64 * 2 ** 20, footers);
  const splits: Record<string, InMemorySplit> = {};
  for (const [split, expected] of Object.entries(counts ?? {}))
    if (!indexed.splits[split])
      throw otherCount(`${split} of ${shownPath(files, folder || '.')}`, 0, expected);
  for (const [split, { shards, targets, shapes }] of Object.entries(indexed.splits)) {
    const count = shapes.length / 2;
    const expected = counts?.[split] ?? count;
    if (count !== expected) throw otherCount(shownPath(files, shards[0]!.path), count, expected);
    const kept = `cifar/${indexed.fingerprint}-${split}.pixels`;
    const pixels = pixelBytes(count * 3072);
    splits[split] = { pixels, targets };
    if ((await cache?.stat(kept))?.size === pixels.length) {
      pixels.set(await cache!.read(kept));
      continue;
    }
    const rowOf = rowFinder(shards);
    const name = (index: number) => {
      const { shard, row } = rowOf(index);
      return rowName(files, shard.path, row);
    };
    const bytes = async (index: number) => read(rowOf(index));
    const images = decodedExamples({ targets, shapes, bytes, name }, { decoder, channels: 3 });
    for (let from = 0; from < count; from += atOnce) {
      const length = Math.min(atOnce, count - from);
      const some = Int32Array.from({ length }, (_, i) => from + i);
      const found = await images.shapes!(some);
      const other = found.findIndex((side) => side !== 32);
      if (other >= 0)
        throw otherSize(name(from + (other >> 1)), found[other & ~1]!, found[other | 1]!);
      pixels.set(await images.read(some, size), from * 3072);
    }
    // A cache that cannot be written costs time alone.
    await cache?.write(kept, Uint8Array.from(pixels)).catch(() => {});
  }
  return splits;
}
