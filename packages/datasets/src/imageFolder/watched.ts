import type { Files } from '@codistill/core';
import { inOrder } from '../encodedImages/inOrder.ts';
import { evenly } from '../encodedImages/lookThrough.ts';
import { countIn, type FileTable, pathAt } from './fileTable.ts';

/** What a listing saw besides the images, by path. If any of it changes, the folder is listed anew. */
export interface Watched {
  /** When each folder changed last. */
  readonly folders: readonly (readonly [path: string, modified: number])[];
  /** Lists of images, and files that were left out. */
  readonly files: readonly (readonly [path: string, size: number, modified: number])[];
}

const statsAtOnce = 64;
/** The number of images up to which each is looked at; of more, only some. */
export const everyImage = 250_000;
const someImages = 5_000;

/**
 * Whether folders, lists and images have the times and sizes that a listing saw. Of many images,
 * 5,000 evenly spaced ones are looked at: an image that comes, goes or is replaced by renaming
 * changes its folder, and one that is written in place is found when it is read, if its size
 * changes. Pixels are kept of fewer images than that.
 */
export async function isUnchanged(
  files: Files,
  { folders, files: watched }: Watched,
  tables: readonly FileTable[],
): Promise<boolean> {
  const total = tables.reduce((sum, table) => sum + countIn(table), 0);
  const images = tables.flatMap((table) => {
    const count = countIn(table);
    const share = total <= everyImage ? count : Math.ceil((someImages * count) / total);
    return Array.from(
      evenly(count, share),
      (i): Seen => [pathAt(table, i), table.modified[i]!, table.sizes[i]!],
    );
  });
  const seen: readonly Seen[] = [
    ...folders.map(([path, modified]): Seen => [path, modified, undefined]),
    ...watched.map(([path, size, modified]): Seen => [path, modified, size]),
    ...images,
  ];
  const same = async ([path, modified, size]: Seen) => {
    const found = await files.stat(path).catch(() => undefined);
    return found?.modified === modified && (size === undefined || found.size === size);
  };
  for await (const one of inOrder(seen, statsAtOnce, same)) if (!one) return false;
  return true;
}

type Seen = readonly [path: string, modified: number, size: number | undefined];

/** How long a change must be over before a time tells that none followed it: disks count roughly. */
const settledAfter = 2000;

/**
 * Whether everything was last changed some time before `now`, in milliseconds since 1970. Otherwise
 * a further change could leave the times as they are.
 */
export function isSettled(
  { folders, files }: Watched,
  tables: readonly FileTable[],
  now: number,
): boolean {
  const old = (modified: number) => modified > 0 && modified < now - settledAfter;
  return (
    folders.every(([, modified]) => old(modified)) &&
    files.every(([, , modified]) => old(modified)) &&
    tables.every((table) => table.modified.every(old))
  );
}
