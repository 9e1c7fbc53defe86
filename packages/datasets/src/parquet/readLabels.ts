import type { Files } from '@codistill/core';
import { noLabel } from '../shards/errors.ts';
import type { Label } from '../shards/labels.ts';
import { shownPath } from '../shards/listShards.ts';
import { noLabelColumn } from './errors.ts';
import { type ParquetFile, readColumn } from './readColumn.ts';

/** A file with the number of rows of each of its row groups. */
export interface Shard extends ParquetFile {
  readonly rows: readonly number[];
}

/**
 * The labels of shards, row by row. No image is read.
 * @throws InputError naming a row whose label is missing or is none.
 */
export async function readLabels(
  files: Files,
  shards: readonly Shard[],
  column: string,
): Promise<readonly Label[]> {
  const labels: Label[] = [];
  for (const shard of shards) {
    let from = 0;
    for (const rows of shard.rows) {
      if (rows === 0) continue;
      const values = await readColumn(files, shard, column, [from, from + rows]);
      const name = (row: number) => rowName(files, shard.path, from + row);
      for (let row = 0; row < rows; row++) {
        const label = labelOf(values[row], () => name(row), column);
        labels.push(label);
      }
      from += rows;
    }
  }
  return labels;
}

/** What messages call a row. */
export const rowName = (files: Files, path: string, row: number): string =>
  `${shownPath(files, path)}, row ${row}`;

function labelOf(value: unknown, name: () => string, column: string): Label {
  if (value === null || value === undefined) throw noLabel(name());
  if (typeof value === 'string') return value;
  const one = numberOf(value);
  if (one !== undefined) return one;
  const isList =
    Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  const list = isList ? Array.from(value as ArrayLike<unknown>, numberOf) : [undefined];
  if (list.some((each) => each === undefined))
    throw noLabelColumn(name(), column, Array.isArray(value) ? 'other lists' : typeof value);
  return list as number[];
}

const numberOf = (value: unknown) =>
  ['number', 'bigint', 'boolean'].includes(typeof value) ? Number(value) : undefined;
