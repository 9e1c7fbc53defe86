import type { Files } from '@codistill/core';
import { inOrder } from '../../encodedImages/inOrder.ts';
import { byCodePoint } from '../codePoints.ts';
import { type FileRow, joined } from '../fileTable.ts';
import { isImageName } from '../formats.ts';
import { entriesOf, rowOf, type Walked } from '../walk.ts';

/** A path of a list, relative to the data folder, with what the list says of it. */
export interface ListedPath<T> {
  readonly path: string;
  readonly says: T;
}

const statsAtOnce = 64;

/** The files of a list, in its order. Those that cannot be used are problems and left out. */
export async function listedRows<T>(
  files: Files,
  listed: readonly ListedPath<T>[],
  walked: Walked,
): Promise<readonly { readonly row: FileRow; readonly says: T }[]> {
  const rows: { readonly row: FileRow; readonly says: T }[] = [];
  const look = async ({ path, says }: ListedPath<T>) => {
    const at = path.lastIndexOf('/');
    const [folder, name] = [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
    const row = await rowOf(files, folder, { name }, walked);
    return row && { row, says };
  };
  for await (const found of inOrder(listed, statsAtOnce, look)) if (found) rows.push(found);
  return rows;
}

/** The names of the images directly in a folder, ordered by code points. */
export async function imageNamesIn(
  files: Files,
  folder: string,
  walked: Walked,
): Promise<readonly string[]> {
  return (await entriesOf(files, folder, walked))
    .filter(({ name, kind }) => kind === 'file' && isImageName(name))
    .map(({ name }) => name)
    .sort(byCodePoint);
}

/** Reports the images in a folder that a list does not have. */
export async function reportUnlisted(
  files: Files,
  folder: string,
  listed: ReadonlySet<string>,
  list: string,
  walked: Walked,
): Promise<void> {
  for (const name of await imageNamesIn(files, folder, walked)) {
    const path = joined(folder, name);
    if (!listed.has(path)) walked.problems.push({ path, reason: `is not listed in ${list}` });
  }
}
