import type { Targets } from '@codistill/core';
import { byCodePoint } from '../imageFolder/codePoints.ts';
import { pixelBytes } from '../pixelBytes.ts';
import { float32, int32 } from '../sharedArrays.ts';
import {
  labelOutOfRange,
  mixedLabels,
  noLabel,
  tooLargeLabel,
  unknownText,
  unlabelled,
} from './errors.ts';

/** A label as it is stored. */
export type Label = number | string | readonly number[];

/** What messages call the type of a label. */
const typeName = (label: Label): string =>
  typeof label === 'object' ? 'a list' : typeof label === 'string' ? 'a text' : 'a number';

/** Labels from here on are rather mistakes than classes, unless the number of classes is given. */
const believable = 100_000;

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
  const expected = typeName(train.labels[0]!);
  for (const { labels, name } of Object.values(splits)) {
    const other = labels.findIndex((label) => typeName(label) !== expected);
    if (other >= 0) throw mixedLabels(name(other), typeName(labels[other]!), expected);
  }
  const each = (make: (split: LabelledSplit) => Targets) =>
    Object.fromEntries(Object.entries(splits).map(([split, one]) => [split, make(one)]));
  if (fractions) {
    const width = rowOf(train.labels[0]!).length;
    return { targets: each((split) => numbers(split, width)) };
  }
  const stated = names ?? textsOf(train.labels);
  const largest = train.labels.map((label) => rowOf(label).reduce((a, b) => Math.max(a, b), -1));
  const most = largest.reduce((a, b) => Math.max(a, b), -1);
  if (given === undefined && !stated && most >= believable)
    throw tooLargeLabel(train.name(largest.indexOf(most)), most);
  const width = given ?? stated?.length ?? Math.max(2, 1 + most);
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
  const values = int32(labels.length);
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
  const values = float32(labels.length * width);
  labels.forEach((label, i) => {
    const row = rowOf(label);
    if (row.length !== width)
      throw mixedLabels(name(i), `${row.length} numbers`, `${width} numbers`);
    if (row.some((value) => !Number.isFinite(value))) throw noLabel(name(i));
    values.set(row, i * width);
  });
  return { kind: 'numbers', values, width };
}
