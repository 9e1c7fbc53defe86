import type { Experiment } from '../contracts/experiment.ts';
import type { SplitRequest, TrainSplit } from '../contracts/task.ts';
import { classWithoutValidation, tooFewExamples } from '../data/errors.ts';
import { stream } from '../random/stream.ts';

/**
 * The positions used for training and for validation, both stratified by group, such as the
 * class: `groups` is the group of each example. The validation
 * split is taken first; then `examples` of the remaining examples are kept.
 *
 * A group of n examples gets round(fraction n) validation examples, at least 1 and at most n - 1,
 * and none if the fraction is 0. `validation.seed` draws them, so all seeds of a study share the
 * validation split. If `examples` is a number or has `seed: 'study'`, every run keeps the same
 * examples. With `seed: 'run'`, the run's seed draws them, and all methods with that seed get the
 * same ones.
 * @throws InputError if a group has a single example, which training and validation cannot share,
 * or if fewer than `examples` remain.
 */
export function stratified(groups: Int32Array, request: SplitRequest): TrainSplit {
  const { validation, examples, seed } = request;
  const drawn = byGroup(groups).map(([group, positions]) => {
    const shuffled = permuted(positions, validation.seed, `data/validation/${group}`);
    const count = heldOf(positions.length, group, validation.fraction);
    return { group, held: shuffled.slice(0, count), left: shuffled.slice(count) };
  });
  const held = drawn.flatMap((one) => one.held);
  const size = groups.length - held.length;
  const { count, seed: by } = asDraw(examples) ?? { count: size, seed: 'study' };
  if (count > size) throw tooFewExamples(count, size, groups.length);
  const pool = drawn.map(({ group, left }) =>
    by === 'run' ? permuted(left, seed, `data/examples/${group}`) : left,
  );
  return { train: ascending(takeStratified(pool, count)), validation: ascending(held) };
}

/** `examples` of an experiment in its long form; undefined if all examples are used. */
export const asDraw = (
  examples: Experiment['examples'],
): { readonly count: number; readonly seed: 'run' | 'study' } | undefined =>
  typeof examples === 'number' ? { count: examples, seed: 'study' } : examples;

/** The number of validation examples of a group with `size` examples. */
function heldOf(size: number, group: number, fraction: number): number {
  if (fraction === 0) return 0;
  if (size === 1) throw classWithoutValidation(group);
  return Math.min(size - 1, Math.max(1, Math.round(size * fraction)));
}

/** The positions in each group, in ascending order of the groups. */
function byGroup(groups: Int32Array): readonly (readonly [group: number, positions: number[]])[] {
  const members = new Map<number, number[]>();
  groups.forEach((group, position) => {
    const known = members.get(group);
    if (known) known.push(position);
    else members.set(group, [position]);
  });
  return [...members].sort(([a], [b]) => a - b);
}

const permuted = (positions: readonly number[], seed: number, name: string): number[] =>
  Array.from(stream(seed, name, 0).permutation(positions.length), (i) => positions[i]!);

/**
 * Takes the first example of every group, then the second of every group, and so on. Group sizes
 * differ by at most one if all groups have enough examples.
 */
function takeStratified(members: readonly (readonly number[])[], count: number): number[] {
  const taken: number[] = [];
  for (let round = 0; taken.length < count; round++) {
    for (const positions of members)
      if (round < positions.length && taken.length < count) taken.push(positions[round]!);
  }
  return taken;
}

const ascending = (positions: readonly number[]) => Int32Array.from(positions).sort();
