import type { Files, Targets } from '@codistill/core';
import { sha256 } from '../bytes.ts';
import { pixelBytes } from '../pixelBytes.ts';
import type { FileTable } from './fileTable.ts';
import type { Indexed, IndexedSplit } from './indexed.ts';
import type { Watched } from './watched.ts';

/** An index as it is kept, and what must be unchanged for it to be right. */
export interface KeptIndex {
  readonly indexed: Indexed;
  readonly watched: Watched;
  /** The name of the decoded pixels in the cache, if the images are small. */
  readonly stamp?: string | undefined;
}

/** Changes with the form of the file, and with what is found out about a folder. */
const format = 1;

/** That the cache cannot be written, which stops nobody. */
export class CacheFailure extends Error {
  override readonly name = 'CacheFailure';
}

/** Writes a file of the cache. @throws CacheFailure if that is not possible. */
export async function writeKept(cache: Files, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await cache.write(path, bytes);
  } catch (error) {
    throw new CacheFailure(error instanceof Error ? error.message : String(error));
  }
}

/** The folder in the cache for a data folder and what else an index depends on. */
export async function cacheFolderOf(root: string, depends: unknown): Promise<string> {
  const text = JSON.stringify([format, root, depends]);
  return `image-folder/${(await sha256(new TextEncoder().encode(text))).slice(0, 32)}`;
}

/**
 * Keeps an index: the length of a head in JSON, the head, and the columns of all splits one after
 * the other.
 */
export async function keepIndex(
  cache: Files,
  folder: string,
  { indexed, watched, stamp }: KeptIndex,
): Promise<void> {
  const { facts, fingerprint, leftOut, splits } = indexed;
  const columns = Object.values(splits).flatMap(columnsOf);
  const head = new TextEncoder().encode(
    JSON.stringify({
      ...{ format, facts, fingerprint, leftOut, watched, stamp },
      splits: Object.entries(splits).map(([name, { files, targets }]) => ({
        name,
        folders: files.folders,
        count: files.ends.length,
        kind: targets.kind,
        width: targets.kind === 'class' ? 1 : targets.width,
      })),
      lengths: columns.map(({ byteLength }) => byteLength),
    }),
  );
  const total = columns.reduce((sum, { byteLength }) => sum + byteLength, 8 + head.length);
  const bytes = new Uint8Array(total);
  new DataView(bytes.buffer).setFloat64(0, head.length);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  await writeKept(cache, `${folder}/index`, bytes);
}

/** The index in a folder of the cache; undefined if there is none, or one that this version does not read. */
export async function keptIndex(cache: Files, folder: string): Promise<KeptIndex | undefined> {
  const path = `${folder}/index`;
  if ((await cache.stat(path)) === undefined) return undefined;
  try {
    return decoded(await cache.read(path));
  } catch {
    // Whatever is wrong with a cache, the folder itself is still there.
    return undefined;
  }
}

interface Head
  extends Pick<Indexed, 'facts' | 'fingerprint' | 'leftOut'>,
    Pick<KeptIndex, 'watched' | 'stamp'> {
  readonly format: number;
  readonly splits: readonly {
    readonly name: string;
    readonly folders: readonly string[];
    readonly count: number;
    readonly kind: Targets['kind'];
    readonly width: number;
  }[];
  readonly lengths: readonly number[];
}

function decoded(bytes: Uint8Array): KeptIndex | undefined {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Head;
  const { facts, fingerprint, leftOut, watched, stamp, splits, lengths } = head;
  const total = lengths.reduce((sum, one) => sum + one, 8 + length);
  if (head.format !== format || total !== bytes.length) return undefined;
  let at = 8 + length;
  const buffers = lengths.map((one) => {
    const room = pixelBytes(one);
    room.set(bytes.subarray(at, at + one));
    at += one;
    return room.buffer;
  });
  const opened = splits.map(({ name, folders, kind, width }, i): [string, IndexedSplit] => {
    const [folderOf, names, ends, sizes, modified, shapes, values] = buffers.slice(
      7 * i,
      7 * i + 7,
    );
    const files: FileTable = {
      folders,
      folderOf: new Int32Array(folderOf!),
      names: new Uint8Array(names!),
      ends: new Float64Array(ends!),
      sizes: new Float64Array(sizes!),
      modified: new Float64Array(modified!),
    };
    return [
      name,
      { files, targets: targetsOf(kind, values!, width), shapes: new Int32Array(shapes!) },
    ];
  });
  const indexed = { facts, fingerprint, leftOut, splits: Object.fromEntries(opened) };
  return { indexed, watched, stamp };
}

const columnsOf = ({ files, shapes, targets }: IndexedSplit) => [
  files.folderOf,
  files.names,
  files.ends,
  files.sizes,
  files.modified,
  shapes,
  targets.values,
];

function targetsOf(kind: Targets['kind'], values: ArrayBufferLike, width: number): Targets {
  if (kind === 'class') return { kind, values: new Int32Array(values) };
  if (kind === 'bits') return { kind, values: new Uint8Array(values), width };
  return { kind, values: new Float32Array(values), width };
}
