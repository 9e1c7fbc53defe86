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
  const reading = observed(files, path);
  const file: AsyncBuffer = {
    byteLength: size,
    slice: (from, to = size) => reading.read(from, to),
  };
  const scanned = async () => {
    const options = { file, metadata, columns: [column], compressors, utf8: false };
    const scan = await parquetScan({ ...options, useOffsetIndex: false });
    const values = await scan.readColumn({ column, rowStart: from, rowEnd: to });
    if (values.length !== to - from) throw new Error(`${values.length} values are there`);
    return values;
  };
  try {
    return await Promise.race([scanned(), reading.failure]);
  } catch (error) {
    reading.end();
    if (isInputError(error)) throw error;
    const why = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw unreadableGroup(shownPath(files, path), column, `${from} to ${to - 1}`, why);
  }
}

/**
 * Reads of a file whose failures come by one promise. The library leaves reads that it has begun
 * unobserved where the metadata of a later column is damaged, and one that fails then would end the
 * program. So a read that fails, or comes after the end, never settles.
 */
function observed(files: Files, path: string) {
  const never = new Promise<never>(() => {});
  let fail: (error: unknown) => void;
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => {});
  let ended = false;
  return {
    failure,
    end() {
      ended = true;
    },
    async read(from: number, to: number): Promise<ArrayBuffer> {
      try {
        const bytes = await readRange(files, path, from, to);
        return ended ? never : Uint8Array.from(bytes).buffer;
      } catch (error) {
        fail(error);
        return never;
      }
    },
  };
}
