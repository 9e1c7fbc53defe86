import type { Files } from '@codistill/core';
import { noMarket, noPictures, wrongName } from './errors.ts';
import { isImageName, type MarketName, parseMarketName } from './fileName.ts';

/** An image file of a split. */
export interface MarketImage extends MarketName {
  /** Relative to the data folder. */
  readonly path: string;
  readonly bytes: number;
}

/** The image files by split, in the order of their names. It can be cloned. */
export type MarketListing = Readonly<Record<string, readonly MarketImage[]>>;

/** The folder of each split. */
const folders = { train: 'bounding_box_train', query: 'query', gallery: 'bounding_box_test' };

/** Where people unpack the archive, below the data folder. */
const places = ['', 'Market-1501-v15.09.15/', 'market1501/'];

/**
 * Lists the images of all splits.
 * @throws InputError if a folder is missing or has no images, or the name of an image does not say
 * identity and camera.
 */
export async function listMarket(files: Files): Promise<MarketListing> {
  const place = await placeIn(files);
  const listed: [string, MarketImage[]][] = [];
  for (const [split, folder] of Object.entries(folders))
    listed.push([split, await imagesIn(files, `${place}${folder}`)]);
  return Object.fromEntries(listed);
}

async function placeIn(files: Files): Promise<string> {
  const missing: string[] = [];
  for (const place of places) {
    const all = Object.values(folders).map((folder) => `${place}${folder}`);
    const found = await Promise.all(all.map(async (path) => (await files.stat(path))?.kind));
    if (found.every((kind) => kind === 'folder')) return place;
    missing.push(...all.filter((_, i) => found[i] !== 'folder'));
  }
  throw noMarket(missing, files.root, await whyUnlisted(files));
}

/** Why the data folder cannot be listed; undefined if it can. */
async function whyUnlisted(files: Files): Promise<string | undefined> {
  try {
    for await (const _ of files.entries('')) break;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function imagesIn(files: Files, folder: string): Promise<MarketImage[]> {
  const names: string[] = [];
  for await (const { name, kind } of files.entries(folder))
    if (kind === 'file' && isImageName(name)) names.push(name);
  if (names.length === 0) throw noPictures(folder);
  return Promise.all(
    names.sort().map(async (name) => {
      const path = `${folder}/${name}`;
      const said = parseMarketName(name);
      if (!said) throw wrongName(path);
      return { path, ...said, bytes: (await files.stat(path))?.size ?? 0 };
    }),
  );
}
