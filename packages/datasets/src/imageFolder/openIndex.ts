import type { Files, Opening } from '@codistill/core';
import { decodingNotice, leftOutNotice } from './errors.ts';
import { countIn } from './fileTable.ts';
import { cacheFolderOf, type KeptIndex, keepIndex, keptIndex } from './indexCache.ts';
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
  const { indexed, watched } = made;
  if (!isSettled(watched, tablesOf(indexed), began)) return said(indexed);
  const stamp = seemSmall(indexed) ? await stampOf(indexed) : undefined;
  const reading = { files, decoder, channels: options.channels };
  let found: KeptIndex = made;
  if (stamp !== undefined && stamp === kept?.stamp)
    found = { indexed: withShapes(indexed, kept.indexed), watched, stamp };
  else {
    if (kept?.stamp !== undefined) await dropPixels(cache, `${folder}/${kept.stamp}`, kept.indexed);
    if (stamp !== undefined) {
      const count = tablesOf(indexed).reduce((sum, table) => sum + countIn(table), 0);
      notice?.(decodingNotice(files.root, count, cache.root));
      if (await keepPixels(cache, `${folder}/${stamp}`, indexed, reading))
        found = { ...made, stamp };
    }
  }
  await keepIndex(cache, folder, found);
  return said(await opened(found));
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
