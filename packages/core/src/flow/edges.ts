import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Edge, Loss, Peer } from '../contracts/flow.ts';
import { ce } from './losses.ts';

/** An edge from the labels to every peer that learns. */
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
 * An edge for every ordered pair of peers whose student learns; pairs for which `weight` returns
 * undefined are left out.
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

/** C_i: the mean score of each peer on this batch, [peers]. */
export const meanScores = (peers: readonly Peer[]): Tensor1D =>
  tf.stack(peers.map((peer) => tf.mean(peer.score))) as Tensor1D;

/** Element (i, j) of a matrix. */
export const entry = (matrix: Tensor, i: number, j: number): Scalar =>
  tf.reshape(tf.slice(matrix, [i, j], [1, 1]), []) as Scalar;
