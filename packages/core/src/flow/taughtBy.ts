import type { Scalar } from '@tensorflow/tfjs-core';
import type { Edge, Loss, Peer } from '../contracts/flow.ts';
import { times } from './times.ts';

/**
 * Edges from `teachers` to `students`, two lists of the same networks in the same order, possibly
 * at different views. Each pair of different positions i and j gets an edge from `teachers[i]` to
 * `students[j]` with the weight `factor` x `weight(i, j)`, if the student learns. If `weight`
 * returns undefined, the pair has no edge. `because` gives the reason in words, for `codistill
 * explain`.
 *
 * @example
 * ```ts
 * // The first network teaches the others, with a factor of 0.5.
 * const first = (teacher: number) => (teacher === 0 ? 1 : undefined);
 * const edges = taughtBy(peers, peers, first, softened(1), 0.5, ({ id }) => `${id} is the first`);
 * console.log(edges.map(({ from, to, weight }) => [from, to, weight])); // [ [ 'a', 'b', 0.5 ] ]
 * ```
 */
export const taughtBy = (
  teachers: readonly Peer[],
  students: readonly Peer[],
  weight: (teacher: number, student: number) => number | Scalar | undefined,
  loss: Loss,
  factor: number | Scalar,
  because?: (teacher: Peer, student: Peer) => string,
): Edge[] =>
  teachers.flatMap((from, i) =>
    students.flatMap((to, j) => {
      const value = i === j || !to.learns ? undefined : weight(i, j);
      if (value === undefined) return [];
      const edge = { from: from.id, to: to.id, loss, weight: times(factor, value) };
      return [{ ...edge, ...(because && { because: because(from, to) }) }];
    }),
  );
