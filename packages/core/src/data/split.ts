import type { Experiment } from '../contracts/experiment.ts';
import { stream } from '../random/stream.ts';
import { classWithoutValidation, tooFewExamples } from './errors.ts';

/** Positions in the training split, in ascending order. */
export interface TrainSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** How to split the training examples. */
export interface SplitRequest {
  readonly classes: number;
  readonly validation: NonNullable<Experiment['validation']>;
  readonly examples?: Experiment['examples'];
  /** The seed of the run. It draws the examples if their seed is 'run'. */
  readonly seed: number;
}

/**
 * The positions used for training and for validation, both stratified by class. The validation
 * split is taken first; then `examples` of the remaining examples are kept.
 *
 * A class of n examples gets round(fraction n) validation examples, at least 1 and at most n - 1,
 * and none if the fraction is 0. `validation.seed` draws them, so all seeds of a study share the
 * validation split. If `examples` is a number or has `seed: 'study'`, every run keeps the same
 * examples. With `seed: 'run'`, the run's seed draws them, and all methods with that seed get the
 * same ones.
 * @throws InputError if a class has a single example, which training and validation cannot share,
 * or if fewer than `examples` remain.
 */
export function splitTrain(labels: Int32Array, request: SplitRequest): TrainSplit {
  const { classes, validation, examples, seed } = request;
  const drawn = byClass(labels, classes).map((positions, label) => {
    const shuffled = permuted(positions, validation.seed, `data/validation/${label}`);
    const count = heldOf(positions.length, label, validation.fraction);
    return { held: shuffled.slice(0, count), left: shuffled.slice(count) };
  });
  const left = drawn.map((one) => one.left);
  const held = drawn.flatMap((one) => one.held);
  const size = labels.length - held.length;
  const { count, seed: by } = asDraw(examples) ?? { count: size, seed: 'study' };
  if (count > size) throw tooFewExamples(count, size, labels.length);
  const pool =
    by === 'run'
      ? left.map((positions, label) => permuted(positions, seed, `data/examples/${label}`))
      : left;
  return { train: ascending(takeStratified(pool, count)), validation: ascending(held) };
}

/** `examples` of an experiment in its long form; undefined if all examples are used. */
export const asDraw = (
  examples: Experiment['examples'],
): { readonly count: number; readonly seed: 'run' | 'study' } | undefined =>
  typeof examples === 'number' ? { count: examples, seed: 'study' } : examples;

/** The number of validation examples of a class with `size` examples. */
function heldOf(size: number, label: number, fraction: number): number {
  if (fraction === 0 || size === 0) return 0;
  if (size === 1) throw classWithoutValidation(label);
  return Math.min(size - 1, Math.max(1, Math.round(size * fraction)));
}

function byClass(labels: Int32Array, classes: number): number[][] {
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, position) => {
    members[label]!.push(position);
  });
  return members;
}

const permuted = (positions: readonly number[], seed: number, name: string): number[] =>
  Array.from(stream(seed, name, 0).permutation(positions.length), (i) => positions[i]!);

/**
 * Takes the first example of every class, then the second of every class, and so on. Class sizes
 * differ by at most one if all classes have enough examples.
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
