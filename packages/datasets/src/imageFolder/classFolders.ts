import type { Entry, Files } from '@codistill/core';
import { inOrder } from '../encodedImages/inOrder.ts';
import { caseTwins, noClasses, oneClass } from './errors.ts';
import { type FileRow, joined } from './fileTable.ts';
import { isImageName } from './formats.ts';
import { entriesOf, imagesBelow, type Walked } from './walk.ts';

/** The images of a class. */
export interface ClassRows {
  readonly name: string;
  readonly rows: readonly FileRow[];
}

const classesAtOnce = 8;

/**
 * The classes of a folder, one for each folder in it, ordered by code points as torchvision's
 * ImageFolder orders them. Empty classes are problems and left out.
 * @throws InputError if there are no classes, or if some differ in case alone and `caseSensitive`
 * is false.
 */
export async function classFolders(
  files: Files,
  folder: string,
  walked: Walked,
  { caseSensitive }: { readonly caseSensitive: boolean },
): Promise<readonly ClassRows[]> {
  const entries = await entriesOf(files, folder, walked);
  for (const { name, kind } of entries)
    if (kind === 'file' && isImageName(name))
      walked.problems.push({ path: joined(folder, name), reason: 'lies in no folder of a class' });
  const folders = entries.filter(({ kind }) => kind === 'folder');
  const names = folders.map(({ name }) => name);
  if (!caseSensitive) checkCase(folder, names);
  const found: ClassRows[] = [];
  const rowsOf = ({ name, link }: Entry) => imagesBelow(files, joined(folder, name), link, walked);
  let at = 0;
  for await (const rows of inOrder(folders, classesAtOnce, rowsOf)) {
    const name = names[at++]!;
    if (rows.length > 0 && !name.startsWith('.')) found.push({ name, rows });
    else report(joined(folder, name), name, rows, walked);
  }
  if (names.length === 0) throw noClasses(shown(files, folder));
  return found;
}

/** @throws InputError if there is one class alone. */
export function checkClasses(files: Files, folder: string, classes: readonly ClassRows[]): void {
  if (classes.length === 1) throw oneClass(shown(files, folder), classes[0]!.name);
  if (classes.length === 0) throw noClasses(shown(files, folder));
}

/** Programs keep what they like in hidden folders; only images in them are worth a word. */
function report(
  path: string,
  name: string,
  rows: readonly FileRow[],
  { problems }: Pick<Walked, 'problems'>,
): void {
  if (!name.startsWith('.')) problems.push({ path, reason: 'is a class without usable images' });
  else if (rows.length > 0) problems.push({ path, reason: 'is a hidden folder with images' });
}

function checkCase(folder: string, names: readonly string[]): void {
  const seen = new Map<string, string>();
  const pairs: string[] = [];
  for (const name of names) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) pairs.push(other, name);
    seen.set(name.toLowerCase(), name);
  }
  if (pairs.length > 0) throw caseTwins(folder === '' ? 'The data folder' : folder, pairs);
}

/** The path of a folder as messages show it. */
export const shown = ({ root }: Files, folder: string): string =>
  root === undefined ? folder || 'The data folder' : joined(root, folder).replace(/\/$/, '');

/** The folders among entries, by name. */
export const foldersIn = (entries: readonly Entry[]): readonly string[] =>
  entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
