import type { Files } from '@codistill/core';
import { isInputError } from '@codistill/core';
import { type AsyncBuffer, type FileMetaData, parquetScan } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { shownPath } from '../shards/listShards.ts';
import { readRange } from '../shards/readRange.ts';
import { unreadableGroup } from './errors.ts';

/** A parquet file, ready to be read. */
export interface ParquetFile {
  readonly path: string;
  readonly size: number;
  readonly metadata: FileMetaData;
}

/**
 * The values of a column in rows `from` up to `to` of a file, which are those of one row group, as
 * they are stored: bytes stay bytes. Only this column is read.
 * @throws InputError naming the file and the rows if they cannot be read.
 */
export async function readColumn(
  files: Files,
  { path, size, metadata }: ParquetFile,
  column: string,
  [from, to]: readonly [from: number, to: number],
): Promise<ArrayLike<unknown>> {
  const file: AsyncBuffer = {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = await readRange(files, path, start, end);
      return Uint8Array.from(bytes).buffer;
    },
  };
  try {
    const options = { file, metadata, columns: [column], compressors, utf8: false };
    const scan = await parquetScan({ ...options, useOffsetIndex: false });
    const values = await scan.readColumn({ column, rowStart: from, rowEnd: to });
    if (values.length !== to - from) throw new Error(`${values.length} values are there`);
    return values;
  } catch (error) {
    if (isInputError(error)) throw error;
    const why = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw unreadableGroup(shownPath(files, path), column, `${from} to ${to - 1}`, why);
  }
}
