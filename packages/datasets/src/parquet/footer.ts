import type { Files } from '@codistill/core';
import { type FileMetaData, parquetMetadata } from 'hyparquet';
import { sha256 } from '../bytes.ts';
import { shownPath } from '../shards/listShards.ts';
import { readRange } from '../shards/readRange.ts';
import { notParquet } from './errors.ts';

/** What a parquet file says of itself at its end. */
export interface Footer {
  /** The size of the file in bytes. */
  readonly size: number;
  readonly metadata: FileMetaData;
  /** The number of rows of each row group. */
  readonly rows: readonly number[];
  /** SHA-256 of the footer, which holds the sizes and places of all columns. */
  readonly digest: string;
}

const magic = 0x31524150;

/**
 * The footer of a parquet file.
 * @throws InputError if the file is none or is cut short.
 */
export async function readFooter(files: Files, path: string): Promise<Footer> {
  const shown = shownPath(files, path);
  const size = (await files.stat(path))?.size ?? 0;
  if (size < 12) throw notParquet(shown, `it has ${size} bytes`);
  const head = await readRange(files, path, 0, 4);
  const tail = await readRange(files, path, size - 8, size);
  const view = new DataView(tail.buffer, tail.byteOffset, 8);
  const first = new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true);
  if (first !== magic) throw notParquet(shown, 'it does not begin with PAR1');
  if (view.getUint32(4, true) !== magic)
    throw notParquet(shown, `it does not end with PAR1 and is cut short, at ${size} bytes`);
  const length = view.getUint32(0, true);
  if (length > size - 12)
    throw notParquet(shown, `its footer should have ${length} bytes, of a file of ${size}`);
  const bytes = Uint8Array.from(await readRange(files, path, size - 8 - length, size));
  const metadata = parsed(bytes, shown);
  const rows = metadata.row_groups.map((group) => Number(group.num_rows));
  if (rows.some((count) => !Number.isInteger(count) || count < 0))
    throw notParquet(shown, 'its footer states no number of rows');
  if (rows.reduce((a, b) => a + b, 0) !== Number(metadata.num_rows))
    throw notParquet(shown, 'the rows of its row groups are not as many as it states');
  return { size, metadata, rows, digest: await sha256(bytes) };
}

function parsed(bytes: Uint8Array, shown: string): FileMetaData {
  try {
    const metadata = parquetMetadata(bytes);
    if (!Array.isArray(metadata.schema) || !Array.isArray(metadata.row_groups))
      throw new Error('it has no schema');
    return metadata;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw notParquet(shown, `its footer cannot be read (${why.split('\n')[0]})`);
  }
}
