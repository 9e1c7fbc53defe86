import type { Experiment } from '../contracts/experiment.ts';
import { stream } from '../random/stream.ts';
import { classWithoutValidation, tooFewExamples } from './errors.ts';

/** Positions in the training split, ascending. */
export interface TrainSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

export interface SplitRequest {
  readonly classes: number;
  readonly validation: NonNullable<Experiment['validation']>;
  readonly examples?: Experiment['examples'];
  /** The run's: `examples` by run seed are drawn with it. */
  readonly seed: number;
}

/**
 * Carves validation from the training examples first, then keeps `examples` of the rest, both
 * stratified.
 *
 * Validation is drawn by the stream of `validation.seed`, so that all seeds of a study share it:
 * round(fraction n) of a class of n examples, at least one and at most n - 1; with fraction 0 none.
 * A number of examples, or `seed: 'study'`, keeps the same ones in every run; `seed: 'run'` draws
 * them by the stream of the run's seed, the same for all methods of that seed.
 * @throws InputError where a class has a single example, which validation and training cannot
 * share, or fewer than `examples` are left.
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

/** How `examples` of an experiment are drawn, written out; undefined where all are trained on. */
export const asDraw = (
  examples: Experiment['examples'],
): { readonly count: number; readonly seed: 'run' | 'study' } | undefined =>
  typeof examples === 'number' ? { count: examples, seed: 'study' } : examples;

/** How many of the `size` examples of a class are for validation. */
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
 * The first of every class, then the second of every class, and so on: class sizes differ by one at
 * most, where the classes are large enough.
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
