import type { SplitCount } from '@codistill/node';
import { plainTable } from './comparisonTable.ts';

const listedAtMost = 30;
const number = (value: number) => value.toLocaleString('en');
const rounded = (value: number) => String(Number(value.toPrecision(4)));

/**
 * How many examples each split has, by class: a table of all classes, or of the smallest and the
 * largest where there are many.
 */
export function countsText(counts: readonly SplitCount[]): string {
  const names = [...new Set(counts.flatMap(({ labels }) => Object.keys(labels ?? {})))];
  const splits = counts.map(({ split }) => split);
  const totals = counts.map(({ examples }) => number(examples));
  if (names.length === 0) return numbersTable(counts);
  if (names.length > listedAtMost) return extremes(counts, names.length);
  const rows = names.map((name) => [
    name,
    ...counts.map(({ labels }) => number(labels?.[name] ?? 0)),
  ]);
  return plainTable(['', ...splits], [...rows, ['examples', ...totals]], columnsAfterFirst(counts));
}

function extremes(counts: readonly SplitCount[], classes: number): string {
  const rows = counts.map(({ split, examples, labels = {} }) => {
    const all = Object.entries(labels).filter(([, count]) => count > 0);
    const sorted = all.toSorted(([, a], [, b]) => a - b);
    const shown = (at: number) => {
      const [name, count] = sorted.at(at) ?? ['none', 0];
      return `${number(count)} (${name})`;
    };
    return [
      split,
      number(examples),
      `${number(all.length)} of ${number(classes)}`,
      shown(0),
      shown(-1),
    ];
  });
  return plainTable(['', 'examples', 'classes with some', 'fewest', 'most'], rows, [1, 2, 3, 4]);
}

function numbersTable(counts: readonly SplitCount[]): string {
  const rows = counts.flatMap(({ split, examples, numbers = {} }) =>
    Object.entries(numbers).map(([name, { least, mean, most }]) => [
      split,
      number(examples),
      name,
      rounded(least),
      rounded(mean),
      rounded(most),
    ]),
  );
  return plainTable(['', 'examples', 'number', 'least', 'mean', 'most'], rows, [1, 3, 4, 5]);
}

const columnsAfterFirst = (counts: readonly SplitCount[]) => counts.map((_, i) => i + 1);
