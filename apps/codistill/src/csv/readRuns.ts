import { existsSync } from 'node:fs';
import type { RunValue } from '@codistill/report';
import { readUserText } from '@codistill/study';
import { CsvError, parse } from 'csv-parse/sync';
import {
  missingColumns,
  missingFile,
  repeatedColumn,
  unreadableCsv,
  wrongCell,
  wrongDelimiter,
} from '../errors.ts';

const columns = ['method', 'seed', 'value'] as const;
type Column = (typeof columns)[number];

/**
 * The runs in a CSV file with the columns method, seed and value, in any order. Other columns are
 * ignored. @throws InputError if the file is not such a file; the message names the wrong line.
 */
export async function readRuns(file: string): Promise<readonly RunValue[]> {
  if (!existsSync(file)) throw missingFile(file);
  const [head, ...records] = recordsOf(await readUserText(file), file);
  const at = placesOf(head?.record ?? [], file);
  return records.map(({ record, line }) => {
    if (record.length !== head!.record.length)
      throw unreadableCsv(
        file,
        `line ${line} has ${record.length} cells, and the first line has ${head!.record.length}`,
      );
    const cell = (column: Column) => record[at[column]] ?? '';
    const checked = (column: Column, pattern: RegExp, expected: string) => {
      const text = cell(column);
      if (!pattern.test(text)) throw wrongCell(file, line, column, text, expected);
      return text;
    };
    return {
      method: checked('method', /./, 'the name of a method'),
      seed: Number(checked('seed', /^\d{1,15}$/, 'a whole number')),
      value: Number(checked('value', number, 'a number with a decimal point, such as 0.913')),
    };
  });
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

interface CsvRecord {
  readonly record: readonly string[];
  readonly line: number;
}

function recordsOf(text: string, file: string): CsvRecord[] {
  try {
    const options = { bom: true, trim: true, info: true, skip_empty_lines: true } as const;
    const found = parse(text, {
      ...options,
      skip_records_with_empty_values: true,
      // Lines with semicolons and decimal commas also differ in length. They get their own message
      // first.
      relax_column_count: true,
      // With `info`, each record comes with the place where it ended. The types of `parse` leave
      // that out.
    }) as unknown as { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return found.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) throw unreadableCsv(file, error.message);
    throw error;
  }
}

/** The position of each column. */
function placesOf(head: readonly string[], file: string): Readonly<Record<Column, number>> {
  const names = head.map((name) => name.toLowerCase());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0 && names.length === 1 && /[;\t]/.test(names[0]!))
    throw wrongDelimiter(file, names[0]!.includes(';') ? 'semicolons' : 'tabs');
  if (missing.length > 0) throw missingColumns(file, missing, head);
  const repeated = columns.find((column) => names.indexOf(column) < names.lastIndexOf(column));
  if (repeated !== undefined) throw repeatedColumn(file, repeated);
  const [method, seed, value] = columns.map((column) => names.indexOf(column));
  return { method: method!, seed: seed!, value: value! };
}
