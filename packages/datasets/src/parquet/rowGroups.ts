import type { Files } from '@codistill/core';
import { changedShard } from '../shards/errors.ts';
import { leastRecent } from '../shards/leastRecent.ts';
import { shownPath } from '../shards/listShards.ts';
import { noImage } from './errors.ts';
import { type Footer, readFooter } from './footer.ts';
import { readColumn } from './readColumn.ts';
import { rowName } from './readLabels.ts';

/** A shard, as other threads know it. */
export interface KnownShard {
  readonly path: string;
  readonly size: number;
  /** The number of rows of each row group. */
  readonly rows: readonly number[];
}

/** A row of a shard. */
export interface Row {
  readonly shard: KnownShard;
  /** The number of the row in the file, of its row group, and of the first row of that. */
  readonly row: number;
  readonly group: number;
  readonly first: number;
}

/** A function that finds the row of an example among shards. */
export function rowFinder(shards: readonly KnownShard[]): (index: number) => Row {
  const groups: (Omit<Row, 'row'> & { readonly start: number })[] = [];
  let start = 0;
  for (const shard of shards) {
    let first = 0;
    shard.rows.forEach((rows, group) => {
      if (rows > 0) groups.push({ shard, group, first, start });
      first += rows;
      start += rows;
    });
  }
  return (index) => {
    let [low, high] = [0, groups.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (groups[middle]!.start <= index) low = middle;
      else high = middle - 1;
    }
    const { start: from, ...found } = groups[low]!;
    return { ...found, row: found.first + index - from };
  };
}

/**
 * A function that gives the encoded bytes of the image of a row. Row groups are read when they are
 * needed, and are kept up to `most` bytes of images in all. `footers` are those known already; others
 * are read once.
 * @throws InputError (from the function) if a row has no image, or a shard has changed.
 */
export function imageReader(
  files: Files,
  column: string,
  most: number,
  footers: ReadonlyMap<string, Footer>,
): (row: Row) => Promise<Uint8Array> {
  const opened = new Map<string, Promise<Footer>>();
  const footerOf = ({ path, size, rows }: KnownShard) => {
    const known = footers.get(path);
    if (known) return known;
    const reading = opened.get(path) ?? readFooter(files, path);
    opened.set(path, reading);
    return reading.then((footer) => {
      if (footer.size !== size || footer.rows.join() !== rows.join())
        throw changedShard(shownPath(files, path), `it has ${footer.size} bytes, and had ${size}`);
      return footer;
    });
  };
  const kept = leastRecent<ArrayLike<unknown>>(most, (images) =>
    Array.from(images, lengthOf).reduce((a, b) => a + b, 0),
  );
  return async ({ shard, row, group, first }) => {
    const images = await kept(`${shard.path}/${group}`, async () => {
      const { size, metadata } = await footerOf(shard);
      const file = { path: shard.path, size, metadata };
      return readColumn(files, file, column, [first, first + shard.rows[group]!]);
    });
    return bytesOf(images[row - first], rowName(files, shard.path, row));
  };
}

const lengthOf = (image: unknown): number =>
  64 + (image instanceof Uint8Array ? image.length : (innerOf(image).bytes?.length ?? 0));

const innerOf = (image: unknown) =>
  (image ?? {}) as { readonly bytes?: Uint8Array | null; readonly path?: string | null };

/** The bytes of an image: the value itself, or the field `bytes` of a struct. */
function bytesOf(image: unknown, name: string): Uint8Array {
  const { bytes = image, path } =
    image instanceof Uint8Array ? { bytes: image, path: undefined } : innerOf(image);
  if (!(bytes instanceof Uint8Array))
    throw noImage(
      name,
      path ? `the image is not in the file, which names ${path} alone` : 'there is no image',
    );
  if (bytes.length === 0) throw noImage(name, 'the image has no bytes');
  return bytes;
}
