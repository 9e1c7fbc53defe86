import { type Edge, entry, type Loss, type Peer } from '@codistill/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { times } from './varying.ts';

/**
 * The peers at their network's own view: those whose answers count where a strategy also lets
 * networks look elsewhere.
 */
export const ownPeers = (peers: readonly Peer[]): readonly Peer[] =>
  peers.filter((peer) => peer.view === peer.network);

/** The peers that learn. */
export const learners = (peers: readonly Peer[]): readonly Peer[] =>
  peers.filter((peer) => peer.learns);

/** The peers by network, in the order of the networks. */
export function byNetwork(peers: readonly Peer[]): readonly (readonly Peer[])[] {
  const groups = new Map<string, Peer[]>();
  for (const peer of peers) groups.set(peer.network, [...(groups.get(peer.network) ?? []), peer]);
  return [...groups.values()];
}

/** What `a/exit2` calls its head; the network's id where it has one head. */
export const headOf = (peer: Peer): string => peer.id.split('@')[0]!.split('/')[1] ?? peer.id;

/** The weight of teacher i for student j; undefined: no edge. */
export type Weights = (teacher: number, student: number) => number | Scalar | undefined;

/** The entries of a matrix [teacher, student] as weights. */
export const entriesOf =
  (matrix: Tensor): Weights =>
  (teacher, student) =>
    entry(matrix, teacher, student);

/**
 * An edge for every ordered pair of unlike positions whose student learns, from `teachers[i]` to
 * `students[j]` with factor x weight(i, j).
 * The two lists name the same networks in the same order, possibly at different views.
 */
export const taughtBy = (
  teachers: readonly Peer[],
  students: readonly Peer[],
  weight: Weights,
  loss: Loss,
  factor: number | Scalar,
  because?: (teacher: Peer, student: Peer) => string,
): Edge[] =>
  teachers.flatMap((from, i) =>
    students.flatMap((to, j) => {
      const value = i === j || !to.learns ? undefined : weight(i, j);
      return value === undefined
        ? []
        : [
            {
              from: from.id,
              to: to.id,
              loss,
              weight: times(factor, value),
              ...(because && { because: because(from, to) }),
            },
          ];
    }),
  );
