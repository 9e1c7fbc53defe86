import type { Files } from '@codistill/core';
import { foldersIn } from '../classFolders.ts';
import { noFolder, unclearLayout } from '../errors.ts';
import { entriesOf, type Walked } from '../walk.ts';
import { testNames } from './splits.ts';

/** The names of the layouts. */
export const layoutNames = ['classes', 'splits'] as const;
export type LayoutName = (typeof layoutNames)[number];

/**
 * The layout of a data folder, as far as its entries tell.
 * @throws InputError if there is no such folder, or if it may be read in two ways.
 */
export async function detectLayout(files: Files, walked: Walked): Promise<LayoutName> {
  const entries = await entriesOf(files, '', walked).catch((error: unknown) => {
    throw noFolder(files.root, error instanceof Error ? error.message : String(error));
  });
  const folders = foldersIn(entries).filter((name) => !name.startsWith('.'));
  if (!folders.includes('train')) return 'classes';
  const below = foldersIn(await entriesOf(files, 'train', walked));
  const others = folders.filter(
    (name) => name !== 'train' && !(testNames as readonly string[]).includes(name),
  );
  if (others.length > 0) {
    if (below.length === 0 && folders.length > 1) return 'classes';
    throw unclearLayout(files.root, others);
  }
  return 'splits';
}
