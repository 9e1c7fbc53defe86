import {
  entry,
  type Peer,
  type PeerId,
  parsePeer,
  peerName,
  type StrategySetting,
} from '@codistill/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/**
 * The peers at their network's own view. Only their predictions count if a strategy lets networks
 * look at other views too.
 */
export const ownPeers = (peers: readonly Peer[]): readonly Peer[] =>
  peers.filter((peer) => peer.view === peer.network);

/** The peers that learn. */
export const learners = (peers: readonly Peer[]): readonly Peer[] =>
  peers.filter((peer) => peer.learns);

/** All peers except one. */
export const others = (peers: readonly Peer[], one: Peer): readonly Peer[] =>
  peers.filter((peer) => peer !== one);

/** The peers grouped by network, in the order of the networks. */
export function byNetwork(peers: readonly Peer[]): readonly (readonly Peer[])[] {
  const groups = new Map<string, Peer[]>();
  for (const peer of peers) groups.set(peer.network, [...(groups.get(peer.network) ?? []), peer]);
  return [...groups.values()];
}

/** The head's name, such as `exit2` of `a/exit2`; the peer's id if the network has one head. */
export const headOf = (peer: Peer): string => parsePeer(peer.id).head ?? peer.id;

/** The ids of a network's peers at its own view. */
export const peerIds = ({ id, heads }: StrategySetting['networks'][number]): readonly PeerId[] =>
  heads.length === 1 ? [id] : heads.map((head) => peerName({ network: id, head }));

/** Every ordered pair of different peers whose student learns, at their own views. */
export const everyPair = ({
  networks,
}: StrategySetting): readonly (readonly [teacher: PeerId, student: PeerId])[] => {
  const teachers = networks.flatMap(peerIds);
  const students = networks.filter(({ learns }) => learns).flatMap(peerIds);
  return teachers.flatMap((teacher) =>
    students.filter((student) => student !== teacher).map((student) => [teacher, student] as const),
  );
};

/** The weight of teacher i for student j; undefined if there is no edge. */
export type Weights = (teacher: number, student: number) => number | Scalar | undefined;

/** The entries of a matrix [teacher, student] as weights. */
export const entriesOf =
  (matrix: Tensor): Weights =>
  (teacher, student) =>
    entry(matrix, teacher, student);
