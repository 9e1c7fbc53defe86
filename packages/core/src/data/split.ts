import { tooFewExamples } from '../errors.ts';
import { stream } from '../random/stream.ts';

/** Positions in the training split, ascending. */
export interface TrainSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Carves validation from the training examples, stratified: from each class `fraction` of it, by
 * the stream of `validation.seed`, so that all seeds of a study share it; then keeps `examples` of
 * the rest, stratified too. @throws where fewer than `examples` are left.
 */
export function splitTrain(
  labels: Int32Array,
  classes: number,
  validation: { readonly fraction: number; readonly seed: number },
  examples?: number,
): TrainSplit {
  const byClass = shuffledByClass(labels, classes, validation.seed);
  const held: number[] = [];
  const left = byClass.map((positions) => {
    const count = Math.round(positions.length * validation.fraction);
    held.push(...positions.slice(0, count));
    return positions.slice(count);
  });
  const size = left.reduce((sum, positions) => sum + positions.length, 0);
  if (examples !== undefined && examples > size)
    throw tooFewExamples(examples, size, labels.length);
  return {
    train: ascending(examples === undefined ? left.flat() : takeStratified(left, examples)),
    validation: ascending(held),
  };
}

function shuffledByClass(labels: Int32Array, classes: number, seed: number): number[][] {
  const byClass: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, position) => {
    byClass[label]!.push(position);
  });
  return byClass.map((positions, label) =>
    [...stream(seed, `data/validation/${label}`, 0).permutation(positions.length)].map(
      (i) => positions[i]!,
    ),
  );
}

/**
 * The first of every class, then the second of every class, and so on: class sizes differ by one at
 * most, where the classes are large enough.
 */
function takeStratified(byClass: readonly (readonly number[])[], count: number): number[] {
  const taken: number[] = [];
  for (let round = 0; taken.length < count; round++) {
    for (const positions of byClass)
      if (round < positions.length && taken.length < count) taken.push(positions[round]!);
  }
  return taken;
}

const ascending = (positions: readonly number[]) => Int32Array.from(positions).sort();
