import type { Files, Targets } from '@codistill/core';
import { byCodePoint } from '../imageFolder/codePoints.ts';
import { pixelBytes } from '../pixelBytes.ts';
import { labelOutOfRange, otherTargets, unlabelled } from '../shards/errors.ts';
import { shownPath } from '../shards/listShards.ts';
import { mixedLabels, noLabel, noLabelColumn, unknownText } from './errors.ts';
import { type ParquetFile, readColumn } from './readColumn.ts';

/** The labels of a split as they are stored. */
export type Label = number | string | readonly number[];

/** A file with the number of rows of each of its row groups. */
export interface Shard extends ParquetFile {
  readonly rows: readonly number[];
}

/**
 * The labels of shards, row by row. No image is read.
 * @throws InputError naming a row whose label is missing or of another type than that of the first.
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
        const first = labels[0] ?? label;
        if (typeName(label) !== typeName(first))
          throw mixedLabels(name(row), typeName(label), typeName(first));
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

const typeName = (label: Label) =>
  typeof label === 'object' ? 'a list' : typeof label === 'string' ? 'a text' : 'a number';

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

/** What labels mean. */
export interface Meaning {
  /** Whether the labels are numbers to be predicted, and not classes. */
  readonly fractions: boolean;
  /** The names of the classes, if the file states them. */
  readonly names?: readonly string[] | undefined;
  /** The number of classes, if it is given. */
  readonly classes?: number | undefined;
}

/** The targets of all splits, with the number of classes and their names as far as there are some. */
export interface Labelled {
  readonly classes?: number;
  readonly names?: readonly string[];
  readonly targets: Readonly<Record<string, Targets>>;
}

/** The labels of a split, and what messages call its files and rows. */
export interface LabelledSplit {
  readonly labels: readonly Label[];
  readonly path: string;
  name(index: number): string;
}

/**
 * Labels as targets: whole numbers and texts are classes, lists of whole numbers are bits, and
 * fractions or lists of them are numbers. Texts are ordered by code points.
 * @throws InputError naming an example whose label is out of range.
 */
export function targetsOf(
  splits: Readonly<Record<string, LabelledSplit>>,
  { fractions, names, classes: given }: Meaning,
): Labelled {
  const train = splits['train']!;
  for (const [split, { labels }] of Object.entries(splits)) {
    const [found, expected] = [typeName(labels[0]!), typeName(train.labels[0]!)];
    if (found !== expected) throw otherTargets(split, found, expected);
  }
  const each = (make: (split: LabelledSplit) => Targets) =>
    Object.fromEntries(Object.entries(splits).map(([split, one]) => [split, make(one)]));
  if (fractions) {
    const width = rowOf(train.labels[0]!).length;
    return { targets: each((split) => numbers(split, width)) };
  }
  const stated = names ?? textsOf(train.labels);
  const largest = train.labels.reduce<number>(
    (most, label) => rowOf(label).reduce((a, b) => Math.max(a, b), most),
    -1,
  );
  const width = given ?? stated?.length ?? Math.max(2, 1 + largest);
  const known = stated?.length === width ? { names: stated } : {};
  if (typeof train.labels[0] === 'object')
    return { ...known, targets: each((split) => bits(split, width)) };
  const places = new Map(stated?.map((name, label) => [name, label]));
  return {
    classes: width,
    ...known,
    targets: each((split) => classNumbers(split, width, places, 'test' in splits)),
  };
}

const rowOf = (label: Label): readonly number[] =>
  typeof label === 'object' ? label : typeof label === 'number' ? [label] : [];

const textsOf = (labels: readonly Label[]): readonly string[] | undefined =>
  typeof labels[0] === 'string'
    ? [...new Set(labels as readonly string[])].sort(byCodePoint)
    : undefined;

function classNumbers(
  { labels, path, name }: LabelledSplit,
  classes: number,
  places: ReadonlyMap<string, number>,
  several: boolean,
): Targets {
  if (labels.every((label) => label === -1)) throw unlabelled(path, several);
  const values = new Int32Array(pixelBytes(4 * labels.length).buffer);
  labels.forEach((label, i) => {
    const place = typeof label === 'string' ? places.get(label) : (label as number);
    if (place === undefined) throw unknownText(name(i), label as string);
    if (!Number.isInteger(place) || place < 0 || place >= classes)
      throw labelOutOfRange(name(i), place, classes);
    values[i] = place;
  });
  return { kind: 'class', values };
}

function bits({ labels, name }: LabelledSplit, width: number): Targets {
  const values = pixelBytes(labels.length * width);
  labels.forEach((label, i) => {
    for (const place of rowOf(label)) {
      if (!Number.isInteger(place) || place < 0 || place >= width)
        throw labelOutOfRange(name(i), place, width);
      values[i * width + place] = 1;
    }
  });
  return { kind: 'bits', values, width };
}

function numbers({ labels, name }: LabelledSplit, width: number): Targets {
  const values = new Float32Array(pixelBytes(4 * labels.length * width).buffer);
  labels.forEach((label, i) => {
    const row = rowOf(label);
    if (row.length !== width)
      throw mixedLabels(name(i), `${row.length} numbers`, `${width} numbers`);
    if (row.some((value) => !Number.isFinite(value))) throw noLabel(name(i));
    values.set(row, i * width);
  });
  return { kind: 'numbers', values, width };
}
