import { stratified, stream } from '@codistill/core';
import { tooFewToSplit } from './errors.ts';
import { type Listed, type ListedSplit, taken } from './listed.ts';

/** How images without a folder of test images are split. */
export interface SplitOptions {
  /** The share of test images, from 0. */
  readonly testShare: number;
  /** Whether every class has this share. */
  readonly stratify: boolean;
  readonly seed: number;
}

/**
 * Training and test images, drawn from one list. Without classes, or if they are not stratified,
 * any images are drawn.
 * @throws InputError if a class has too few images for both.
 */
export function splitBySeed(
  all: ListedSplit,
  names: readonly string[] | undefined,
  { testShare, stratify, seed }: SplitOptions,
): Listed['splits'] {
  if (testShare === 0) return { train: all };
  const { train, test } =
    stratify && all.targets.kind === 'class'
      ? drawnOfEach(all.targets.values, names ?? [], testShare, seed)
      : drawn(all.rows.length, testShare, seed);
  return { train: taken(all, train), test: taken(all, test) };
}

interface Positions {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

function drawnOfEach(
  labels: Int32Array,
  names: readonly string[],
  fraction: number,
  seed: number,
): Positions {
  const counts = new Int32Array(names.length);
  for (const label of labels) counts[label]!++;
  const single = counts.indexOf(1);
  if (single >= 0) throw tooFewToSplit(names[single]!, 1);
  const { train, validation } = stratified(labels, {
    validation: { fraction, seed },
    examples: undefined,
    seed,
  });
  return { train, test: validation };
}

function drawn(size: number, share: number, seed: number): Positions {
  const order = stream(seed, 'image-folder/test', 0).permutation(size);
  const count = Math.min(size - 1, Math.max(1, Math.round(size * share)));
  const part = (from: number, to: number) => Int32Array.from(order.subarray(from, to)).sort();
  return { train: part(count, size), test: part(0, count) };
}
