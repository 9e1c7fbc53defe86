import type { Examples } from '../contracts/data.ts';
import type { Pass, PassPart } from '../contracts/task.ts';
import { unknownPassSplit } from './errors.ts';

/** The splits of a dataset by name, as far as sizes are concerned. */
type Splits = ReadonlyMap<string, Pick<Examples, 'size'>>;

/**
 * The examples of the split that a part of a pass is of.
 * @throws InputError if the dataset lacks it.
 */
export function examplesOf<E>(
  splits: ReadonlyMap<string, E>,
  { split }: Pick<PassPart, 'split'>,
): E {
  const examples = splits.get(split);
  if (!examples) throw unknownPassSplit(split, [...splits.keys()]);
  return examples;
}

/**
 * The positions of a part in its split, by default those of all examples.
 * @throws InputError if the dataset lacks the split.
 */
export function positionsOf(splits: Splits, part: PassPart): Int32Array {
  const { size } = examplesOf(splits, part);
  return part.positions ?? Int32Array.from({ length: size }, (_, i) => i);
}

/**
 * The number of examples of a pass.
 * @throws InputError if the dataset lacks one of its splits.
 */
export const passSize = (splits: Splits, { parts }: Pass): number =>
  parts.reduce((sum, part) => sum + (part.positions?.length ?? examplesOf(splits, part).size), 0);
