import { type Listed, type ListedSplit, taken } from './listed.ts';

/**
 * What a layout found, without the examples at the positions in `bad`, and without classes of which
 * training has no image left. Later classes move up.
 */
export function withoutBad(
  { names, splits }: Listed,
  bad: Readonly<Record<string, ReadonlySet<number>>>,
): Listed {
  const kept = (name: 'train' | 'test', split: ListedSplit) =>
    taken(
      split,
      whereTrue(split.rows.length, (i) => bad[name]?.has(i) !== true),
    );
  const train = kept('train', splits.train);
  const test = splits.test && kept('test', splits.test);
  if (train.targets.kind !== 'class' || !names)
    return { ...(names && { names }), splits: { train, ...(test && { test }) } };
  const present = new Set(train.targets.values);
  const left = names.map((_, label) => label).filter((label) => present.has(label));
  const moved = new Map(left.map((label, at) => [label, at]));
  const relabelled = (split: ListedSplit): ListedSplit => {
    const labels = split.targets.values;
    const some = taken(
      split,
      whereTrue(labels.length, (i) => moved.has(labels[i]!)),
    );
    const values = Int32Array.from(some.targets.values, (label) => moved.get(label)!);
    some.targets.values.set(values);
    return some;
  };
  return {
    names: left.map((label) => names[label]!),
    splits: { train: relabelled(train), ...(test && { test: relabelled(test) }) },
  };
}

const whereTrue = (length: number, keep: (i: number) => boolean): Int32Array =>
  Int32Array.from({ length }, (_, i) => i).filter((i) => keep(i));
