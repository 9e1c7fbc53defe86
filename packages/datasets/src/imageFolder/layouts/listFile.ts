import type { Files } from '@codistill/core';
import { CsvError, parse } from 'csv-parse/sync';
import { noPathColumn, notJsonLine, unreadableList } from '../errors.ts';
import { joined } from '../fileTable.ts';
import type { Walked } from '../walk.ts';
import { linesOf, listText } from './lines.ts';
import type { ListedPath } from './listedRows.ts';

/** A row of a list: its values by the names of the columns, with the number of its line. */
export interface ListRow {
  readonly at: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What the column of paths may be called. */
const pathColumns = ['path', 'file_name', 'filename', 'file', 'image'];

/**
 * The rows of a CSV file with a header, or of a file of JSON objects, one a line. Paths are relative
 * to the list.
 * @throws InputError if it cannot be read as such, or a row has no path.
 */
export async function readList(
  files: Files,
  list: string,
  walked: Walked,
): Promise<readonly ListedPath<ListRow>[]> {
  const text = await listText(files, list, walked);
  const rows = /\.(jsonl|ndjson|json)$/i.test(list) ? jsonRows(list, text) : csvRows(list, text);
  const folder = list.slice(0, Math.max(0, list.lastIndexOf('/')));
  return rows.map((row) => {
    const path = pathColumns.map((name) => row.values[name]).find((one) => one !== undefined);
    if (typeof path !== 'string' || path === '')
      throw noPathColumn(list, row.at, pathColumns, Object.keys(row.values));
    return { path: joined(folder, path.replaceAll('\\', '/').replace(/^\.\//, '')), says: row };
  });
}

function csvRows(list: string, text: string): readonly ListRow[] {
  try {
    const rows = parse(text, {
      bom: true,
      columns: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
    });
    return (
      rows as unknown as readonly { info: { lines: number }; record: ListRow['values'] }[]
    ).map(({ info, record }) => ({ at: info.lines, values: record }));
  } catch (error) {
    if (error instanceof CsvError) throw unreadableList(list, error.message);
    throw error;
  }
}

function jsonRows(list: string, text: string): readonly ListRow[] {
  return linesOf(text).map(({ line, at }) => {
    let values: unknown;
    try {
      values = JSON.parse(line);
    } catch {
      throw notJsonLine(list, at);
    }
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw notJsonLine(list, at);
    return { at, values: values as ListRow['values'] };
  });
}
