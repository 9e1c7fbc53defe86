import type { Files, Opening } from '@codistill/core';
import { decodingNotice, leftOutNotice, uncachedNotice } from './errors.ts';
import type { Reading } from './examples.ts';
import { countIn } from './fileTable.ts';
import { CacheFailure, cacheFolderOf, type KeptIndex, keepIndex, keptIndex } from './indexCache.ts';
import type { Indexed } from './indexed.ts';
import { type IndexOptions, indexFolder } from './indexFolder.ts';
import { dropPixels, keepPixels, seemSmall, stampOf, withPixels } from './keptPixels.ts';
import { isSettled, isUnchanged } from './watched.ts';

const tablesOf = ({ splits }: Indexed) => Object.values(splits).map(({ files }) => files);

/**
 * The index of a data folder: from the cache if the folder has not changed since, else a new one,
 * which is kept there. Small images are decoded once and their pixels are kept too.
 * @throws InputError naming what cannot be used.
 */
export async function openIndex(
  files: Files,
  { decoder, cache, notice, problem }: Opening,
  options: IndexOptions,
): Promise<Indexed> {
  // Someone who listens for problems hears them all, so nothing of an earlier time is taken.
  if (problem) return (await indexFolder(files, decoder, options, problem)).indexed;
  const said = (indexed: Indexed): Indexed => {
    const { count, first } = indexed.leftOut;
    if (count > 0) notice?.(leftOutNotice(files.root, count, first));
    return indexed;
  };
  if (!cache || files.root === undefined)
    return said((await indexFolder(files, decoder, options)).indexed);
  const folder = await cacheFolderOf(files.root, [decoder.name, options]);
  const kept = await keptIndex(cache, folder);
  const opened = ({ indexed, stamp }: KeptIndex) =>
    stamp === undefined ? indexed : withPixels(cache, `${folder}/${stamp}`, indexed);
  if (kept && (await isUnchanged(files, kept.watched, tablesOf(kept.indexed))))
    return said(await opened(kept));
  const began = Date.now();
  const made = await indexFolder(files, decoder, options);
  if (!isSettled(made.watched, tablesOf(made.indexed), began)) return said(made.indexed);
  try {
    const reading = { files, decoder, channels: options.channels, exact: options.exact };
    const decoding = (count: number) => notice?.(decodingNotice(files.root, count, cache.root));
    const found = await pixelsFor(made, kept, reading, { cache, folder, decoding });
    await keepIndex(cache, folder, found);
    return said(await opened(found));
  } catch (error) {
    if (!(error instanceof CacheFailure)) throw error;
    notice?.(uncachedNotice(files.root, error.message));
    return said(made.indexed);
  }
}

/** A new index with the pixels of its images in the cache, if they are small. */
async function pixelsFor(
  made: KeptIndex,
  kept: KeptIndex | undefined,
  reading: Reading,
  {
    cache,
    folder,
    decoding,
  }: {
    readonly cache: Files;
    readonly folder: string;
    /** Called before images are decoded, with their number. */
    readonly decoding: (count: number) => void;
  },
): Promise<KeptIndex> {
  const { indexed, watched } = made;
  const stamp = seemSmall(indexed) ? await stampOf(indexed) : undefined;
  if (stamp !== undefined && stamp === kept?.stamp)
    return { indexed: withShapes(indexed, kept.indexed), watched, stamp };
  if (kept?.stamp !== undefined)
    await dropPixels(cache, `${folder}/${kept.stamp}`, kept.indexed).catch(() => {});
  if (stamp === undefined) return made;
  decoding(tablesOf(indexed).reduce((sum, table) => sum + countIn(table), 0));
  const small = await keepPixels(cache, `${folder}/${stamp}`, indexed, reading);
  return small ? { ...made, stamp } : made;
}

/** The index with the sizes of images from one of the same files. */
const withShapes = (indexed: Indexed, { splits }: Indexed): Indexed => ({
  ...indexed,
  splits: Object.fromEntries(
    Object.entries(indexed.splits).map(([name, split]) => [
      name,
      { ...split, shapes: splits[name]!.shapes },
    ]),
  ),
});
