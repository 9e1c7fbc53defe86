import type { DatasetFacts, OpenDataset, Targets } from '@codistill/core';

/** How many examples a split has, and what they are labelled with. */
export interface SplitCount {
  readonly split: string;
  readonly examples: number;
  /** The number of examples of each class, or with each bit, by its name. */
  readonly labels?: Readonly<Record<string, number>>;
  /** Of numbers: the smallest, the mean and the largest, by name. */
  readonly numbers?: Readonly<Record<string, NumberRange>>;
}

/** What the numbers of a column are. */
export interface NumberRange {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

/** Counts the examples of every split by what they are labelled with. Reads no pixels. */
export const countExamples = ({
  facts,
  splits,
}: Pick<OpenDataset, 'facts' | 'splits'>): readonly SplitCount[] =>
  Object.entries(splits).map(([split, { size, targets }]) => ({
    split,
    examples: size,
    ...(targets.kind === 'numbers'
      ? { numbers: rangesOf(targets, facts) }
      : { labels: labelsOf(targets, facts) }),
  }));

const nameAt = ({ names }: DatasetFacts, i: number) => names?.[i] ?? String(i);

function labelsOf(
  targets: Exclude<Targets, { kind: 'numbers' }>,
  facts: DatasetFacts,
): Record<string, number> {
  const width = targets.kind === 'bits' ? targets.width : facts.classes!;
  const counts = new Array<number>(width).fill(0);
  targets.values.forEach((value, i) => {
    if (targets.kind === 'class') counts[value]!++;
    else counts[i % width]! += value;
  });
  return Object.fromEntries(counts.map((count, i) => [nameAt(facts, i), count]));
}

function rangesOf(
  { values, width }: Extract<Targets, { kind: 'numbers' }>,
  facts: DatasetFacts,
): Record<string, NumberRange> {
  const rangeAt = (column: number): NumberRange => {
    let [least, most, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let i = column; i < values.length; i += width) {
      least = Math.min(least, values[i]!);
      most = Math.max(most, values[i]!);
      sum += values[i]!;
    }
    return { least, mean: (sum * width) / values.length, most };
  };
  return Object.fromEntries(
    Array.from({ length: width }, (_, i) => [nameAt(facts, i), rangeAt(i)] as const),
  );
}
