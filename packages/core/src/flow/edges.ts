import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Edge, Loss, Peer } from '../contracts/flow.ts';
import { ce } from './losses.ts';

/**
 * Edges from the labels to every peer that learns. `weight` is a number or a scalar, default 1.
 * `loss` defaults to `ce()`.
 *
 * @example
 * ```ts
 * const edges = supervised(peers).map(({ from, to }) => `${from} -> ${to}`);
 * console.log(edges); // [ 'labels -> a', 'labels -> b' ]
 * ```
 */
export const supervised = (
  peers: readonly Peer[],
  options: { readonly weight?: number | Scalar; readonly loss?: Loss } = {},
): Edge[] =>
  peers
    .filter((peer) => peer.learns)
    .map((peer) => ({
      from: 'labels',
      to: peer.id,
      loss: options.loss ?? ce(),
      ...(options.weight !== undefined && { weight: options.weight }),
    }));

/**
 * Edges for all ordered pairs of different peers whose student learns. `weight` takes the positions
 * of the teacher and the student in `peers`. It returns a number, a scalar, or a tensor [batch]; if
 * it returns undefined, the pair has no edge. `because` gives the reason in words, for `codistill
 * explain`.
 *
 * @example
 * ```ts
 * const mean = between(peers, kl({ temperature: 4 }), () => 1 / (peers.length - 1));
 * console.log(mean.map(({ from, to }) => `${from} -> ${to}`)); // [ 'a -> b', 'b -> a' ]
 * ```
 */
export const between = (
  peers: readonly Peer[],
  loss: Loss,
  weight: (teacher: number, student: number) => Edge['weight'] | undefined,
  because?: (teacher: Peer, student: Peer) => string,
): Edge[] =>
  peers.flatMap((from, teacher) =>
    peers.flatMap((to, student) => {
      if (teacher === student || !to.learns) return [];
      const value = weight(teacher, student);
      return value === undefined
        ? []
        : [
            {
              from: from.id,
              to: to.id,
              loss,
              weight: value,
              ...(because && { because: because(from, to) }),
            },
          ];
    }),
  );

/**
 * The mean score of each peer on this batch, [peers]. A score is the cross-entropy with the labels,
 * so lower is better.
 *
 * @example
 * ```ts
 * console.log(tf.argMin(meanScores(peers)).dataSync()[0]); // 0
 * ```
 */
export const meanScores = (peers: readonly Peer[]): Tensor1D =>
  tf.stack(peers.map((peer) => tf.mean(peer.score))) as Tensor1D;

/**
 * Element (i, j) of a matrix [rows, columns], as a scalar.
 *
 * @example
 * ```ts
 * const matrix = tf.tensor2d([[1, 2], [3, 4]]);
 * console.log(entry(matrix, 1, 0).dataSync()[0]); // 3
 * ```
 */
export const entry = (matrix: Tensor, i: number, j: number): Scalar =>
  tf.reshape(tf.slice(matrix, [i, j], [1, 1]), []) as Scalar;
