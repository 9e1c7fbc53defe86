import type { Targets } from '@codistill/core';
import { int32 } from '../../sharedArrays.ts';
import { byCodePoint } from '../codePoints.ts';
import { noLabelColumn, wrongLabelValue } from '../errors.ts';
import type { ListRow } from './listFile.ts';

/** What a list labels images with. */
export const targetKinds = ['class', 'bits', 'numbers'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** What the column of labels may be called, and what it then holds. */
const usual: Readonly<Record<string, TargetKind>> = {
  label: 'class',
  class: 'class',
  labels: 'bits',
  target: 'numbers',
  targets: 'numbers',
};

/** How the labels of a list are read. */
export interface ListTargetOptions {
  readonly columns?: readonly string[] | undefined;
  readonly targets?: TargetKind | undefined;
}

/** The targets of a list's rows, and what the classes, bits or numbers are called. */
export interface NamedTargets {
  readonly names?: readonly string[];
  readonly targets: Targets;
}

/**
 * The targets of rows. Classes are ordered by code points, or as numbers if all are whole numbers.
 * Several labels of an image are bits: a list, a text with ";" between them, or a column of 0 or 1
 * for each label.
 * @throws InputError naming the line whose label is missing or of another kind.
 */
export function targetsIn(
  list: string,
  rows: readonly ListRow[],
  { columns, targets }: ListTargetOptions,
): NamedTargets {
  const present = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const found =
    columns ??
    Object.keys(usual)
      .filter((name) => present.has(name))
      .slice(0, 1);
  const missing = found.filter((name) => !present.has(name));
  if (found.length === 0 || missing.length > 0)
    throw noLabelColumn(list, missing.length > 0 ? missing : Object.keys(usual), [...present]);
  const kind = targets ?? (found.length > 1 ? 'bits' : (usual[found[0]!] ?? 'class'));
  if (kind === 'class') return classesOf(list, rows, found[0]!);
  if (kind === 'numbers') return numbersOf(list, rows, found);
  return found.length > 1 ? columnBits(list, rows, found) : listedBits(list, rows, found[0]!);
}

function classesOf(list: string, rows: readonly ListRow[], column: string): NamedTargets {
  const labels = rows.map(({ at, values }) => {
    const value = values[column];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number' && Number.isInteger(value)) return String(value);
    throw wrongLabelValue(list, at, column, value, 'the name of a class');
  });
  const names = ordered(new Set(labels));
  const places = new Map(names.map((name, label) => [name, label]));
  const values = int32(rows.length);
  labels.forEach((label, i) => {
    values[i] = places.get(label)!;
  });
  return { names, targets: { kind: 'class', values } };
}

const ordered = (labels: ReadonlySet<string>): string[] =>
  [...labels].every((label) => /^\d{1,9}$/.test(label))
    ? [...labels].sort((a, b) => Number(a) - Number(b))
    : [...labels].sort(byCodePoint);

function listedBits(list: string, rows: readonly ListRow[], column: string): NamedTargets {
  const labels = rows.map(({ at, values }) => {
    const value = values[column];
    if (typeof value === 'string')
      return value
        .split(';')
        .map((one) => one.trim())
        .filter(Boolean);
    if (
      Array.isArray(value) &&
      value.every((one) => typeof one === 'string' || Number.isInteger(one))
    )
      return value.map(String);
    throw wrongLabelValue(
      list,
      at,
      column,
      value,
      'labels with ";" between them, or a list of labels',
    );
  });
  const names = ordered(new Set(labels.flat()));
  const places = new Map(names.map((name, bit) => [name, bit]));
  const values = new Uint8Array(rows.length * names.length);
  labels.forEach((some, i) => {
    for (const label of some) values[i * names.length + places.get(label)!] = 1;
  });
  return { names, targets: { kind: 'bits', values, width: names.length } };
}

function columnBits(
  list: string,
  rows: readonly ListRow[],
  columns: readonly string[],
): NamedTargets {
  const values = new Uint8Array(rows.length * columns.length);
  rows.forEach(({ at, values: row }, i) => {
    columns.forEach((column, bit) => {
      const value = row[column];
      if (!['0', '1', 0, 1, true, false].includes(value as string))
        throw wrongLabelValue(list, at, column, value, '0 or 1');
      values[i * columns.length + bit] = Number(value);
    });
  });
  return { names: columns, targets: { kind: 'bits', values, width: columns.length } };
}

function numbersOf(
  list: string,
  rows: readonly ListRow[],
  columns: readonly string[],
): NamedTargets {
  const each = rows.map(({ at, values }) =>
    columns.flatMap((column) => {
      const value = values[column];
      const numbers = (Array.isArray(value) ? value : [value]).map((one) =>
        typeof one === 'string' && one !== '' ? Number(one) : one,
      );
      if (numbers.every((one) => typeof one === 'number' && Number.isFinite(one)))
        return numbers as number[];
      throw wrongLabelValue(list, at, column, value, 'a number');
    }),
  );
  const width = each[0]?.length ?? columns.length;
  const odd = each.findIndex((numbers) => numbers.length !== width);
  if (odd >= 0)
    throw wrongLabelValue(
      list,
      rows[odd]!.at,
      columns[0]!,
      each[odd],
      `${width} numbers, as in the first row`,
    );
  const targets: Targets = { kind: 'numbers', values: Float32Array.from(each.flat()), width };
  return { ...(columns.length === width && { names: columns }), targets };
}
