import type { Files } from '@codistill/core';
import { foldersIn } from '../classFolders.ts';
import { listOrFolders, noFolder, severalLists, unclearLayout } from '../errors.ts';
import { isImageName } from '../formats.ts';
import { entriesOf, type Walked } from '../walk.ts';
import { cubFolder } from './cub200.ts';
import { truthOf } from './imagenet.ts';
import type { LayoutOptions } from './layout.ts';
import { listsIn } from './list.ts';
import { testNames } from './splits.ts';
import { tinyList } from './tinyImagenet.ts';

/** The names of the layouts. */
export const layoutNames = [
  'classes',
  'splits',
  'imagenet',
  'tiny-imagenet',
  'cub-200',
  'list',
] as const;
export type LayoutName = (typeof layoutNames)[number];

/**
 * The layout of a data folder, as far as its entries tell.
 * @throws InputError if there is no such folder, or if it may be read in two ways.
 */
export async function detectLayout(
  files: Files,
  { list }: LayoutOptions,
  walked: Walked,
): Promise<LayoutName> {
  const entries = await entriesOf(files, '', walked).catch((error: unknown) => {
    throw noFolder(files.root, error instanceof Error ? error.message : String(error));
  });
  if ((await files.stat(tinyList))?.kind === 'file') return 'tiny-imagenet';
  if ((await cubFolder(files)) !== undefined) return 'cub-200';
  const folders = foldersIn(entries).filter((name) => !name.startsWith('.'));
  const below = folders.includes('train')
    ? foldersIn(await entriesOf(files, 'train', walked))
    : undefined;
  if (below && below.length > 0 && folders.includes('val') && (list ?? (await truthOf(files)))) {
    const { length } = foldersIn(await entriesOf(files, 'val', walked));
    if (length === 0) return 'imagenet';
  }
  const lists = await listsIn(files);
  if (list !== undefined) return 'list';
  if (lists.length > 0) return onlyList(files, lists, await isTree(files, folders, walked));
  return below ? treeOf(files, folders, below) : 'classes';
}

/** Whether there are two folders with images, as there are for classes. */
async function isTree(files: Files, folders: readonly string[], walked: Walked): Promise<boolean> {
  let found = 0;
  for (const folder of folders) {
    const inside = await entriesOf(files, folder, walked);
    if (inside.some(({ name, kind }) => kind === 'file' && isImageName(name))) found++;
    if (folder === 'train' && foldersIn(inside).length > 1) return true;
  }
  return found > 1;
}

/** A list alone; @throws InputError if there are several, or classes in folders besides. */
function onlyList({ root }: Files, lists: readonly string[], tree: boolean): LayoutName {
  if (lists.length > 1) throw severalLists(root, lists);
  if (tree) throw listOrFolders(root, lists[0]!);
  return 'list';
}

function treeOf({ root }: Files, folders: readonly string[], below: readonly string[]): LayoutName {
  const others = folders.filter(
    (name) => name !== 'train' && !(testNames as readonly string[]).includes(name),
  );
  if (others.length === 0) return 'splits';
  if (below.length === 0) return 'classes';
  throw unclearLayout(root, others);
}
