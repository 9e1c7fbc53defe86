import type { Files } from '@codistill/core';
import { shownPath } from '../shards/listShards.ts';
import { readRange } from '../shards/readRange.ts';
import { notTar } from './errors.ts';
import { block, paxFields, tarHeader } from './tarHeader.ts';

/** A file in a tar file. */
export interface TarEntry {
  readonly name: string;
  /** Where its content begins, and its size, in bytes. */
  readonly offset: number;
  readonly size: number;
  /** Its content. */
  content(): Promise<Uint8Array>;
}

const padded = (size: number) => block * Math.ceil(size / block);
const longest = 2 ** 20;

/**
 * The files of a tar file, in their order, with long names in pax headers or those of GNU tar. The
 * contents of files are not read. Folders, links and devices are left out.
 * @throws InputError naming the file and the place if it is no tar file or is cut short.
 */
export async function* tarEntries(files: Files, path: string): AsyncGenerator<TarEntry, void> {
  const shown = shownPath(files, path);
  const size = (await files.stat(path))?.size ?? 0;
  const bytes = ahead(files, path, size);
  const fail = (at: number, why: string) => notTar(shown, at, why);
  let pax: Readonly<Record<string, string>> = {};
  let global: Readonly<Record<string, string>> = {};
  let longName: string | undefined;
  for (let at = 0; ; ) {
    if (at + block > size) throw fail(at, 'the file ends, and a header was expected');
    const header = await headerAt(bytes, at, fail);
    if (!header) {
      if (at + 2 * block > size) throw fail(at, 'the file ends within its last two blocks');
      await checkEnd(bytes, at, size, fail);
      return;
    }
    const fields = { ...global, ...pax };
    const isPlain = !['x', 'g', 'L', 'K'].includes(header.type);
    const length = isPlain && fields['size'] !== undefined ? Number(fields['size']) : header.size;
    const offset = at + block;
    if (!Number.isSafeInteger(length) || offset + length > size)
      throw fail(at, `an entry of ${length} bytes begins, and the file ends at ${size}`);
    const content = () => bytes(offset, offset + length);
    at = offset + padded(length);
    if (!isPlain) {
      if (length > longest) throw fail(offset, 'a header for a name has more than 1 MiB');
      const read = await content();
      if (header.type === 'L') longName = new TextDecoder().decode(read).replace(/\0.*$/s, '');
      if (header.type === 'x') pax = await fieldsOf(read, offset, fail);
      if (header.type === 'g') global = { ...global, ...(await fieldsOf(read, offset, fail)) };
      continue;
    }
    const name = fields['path'] ?? longName ?? header.name;
    if (['0', '7'].includes(header.type) && !name.endsWith('/'))
      yield { name, offset, size: length, content };
    pax = {};
    longName = undefined;
  }
}

type Fail = (at: number, why: string) => Error;
type Bytes = (from: number, to: number) => Promise<Uint8Array>;

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function headerAt(bytes: Bytes, at: number, fail: Fail) {
  const read = await bytes(at, at + block);
  try {
    return tarHeader(read);
  } catch (error) {
    throw fail(at, message(error));
  }
}

async function fieldsOf(read: Uint8Array, at: number, fail: Fail) {
  try {
    return paxFields(read);
  } catch (error) {
    throw fail(at, message(error));
  }
}

/** Files that were put one behind the other have entries after the end of the first. */
async function checkEnd(bytes: Bytes, at: number, size: number, fail: Fail): Promise<void> {
  const rest = await bytes(at, Math.min(size, at + 64 * block));
  const found = rest.findIndex((byte) => byte !== 0);
  if (found >= 0)
    throw fail(at + found, 'bytes follow behind the end: several tar files in one are not read');
}

/** Bytes `from` up to `to` of a file, of which some are read ahead: many where entries are small. */
function ahead(files: Files, path: string, size: number): Bytes {
  let start = 0;
  let held = new Uint8Array();
  return async (from, to) => {
    if (from < start || to > start + held.length) {
      const near = from - (start + held.length) < 2 ** 16;
      const end = Math.min(size, Math.max(to, from + (near ? 2 ** 19 : 2 ** 12)));
      held = Uint8Array.from(await readRange(files, path, from, end));
      start = from;
    }
    return held.subarray(from - start, to - start);
  };
}
