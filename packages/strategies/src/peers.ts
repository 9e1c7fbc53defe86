import { entry, type Peer, parsePeer } from '@codistill/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/**
 * The peers at their network's own view: those whose answers count where a strategy also lets
 * networks look elsewhere.
 */
export const ownPeers = (peers: readonly Peer[]): readonly Peer[] =>
  peers.filter((peer) => peer.view === peer.network);

/** The peers that learn. */
export const learners = (peers: readonly Peer[]): readonly Peer[] =>
  peers.filter((peer) => peer.learns);

/** All peers but one. */
export const others = (peers: readonly Peer[], one: Peer): readonly Peer[] =>
  peers.filter((peer) => peer !== one);

/** The peers by network, in the order of the networks. */
export function byNetwork(peers: readonly Peer[]): readonly (readonly Peer[])[] {
  const groups = new Map<string, Peer[]>();
  for (const peer of peers) groups.set(peer.network, [...(groups.get(peer.network) ?? []), peer]);
  return [...groups.values()];
}

/** What `a/exit2` calls its head; the network's id where it has one head. */
export const headOf = (peer: Peer): string => parsePeer(peer.id).head ?? peer.id;

/** The weight of teacher i for student j; undefined: no edge. */
export type Weights = (teacher: number, student: number) => number | Scalar | undefined;

/** The entries of a matrix [teacher, student] as weights. */
export const entriesOf =
  (matrix: Tensor): Weights =>
  (teacher, student) =>
    entry(matrix, teacher, student);
