// The names of peers: 'a', 'a/exit2', 'a@clean', and of the virtual peers of a flow.
import type { PeerId } from '../contracts/ids.ts';

/** The view with the shared augmentation and without perturbation. */
export const cleanView = 'clean';
/** The mean prediction of all networks, which is measured like a peer. */
export const ensemble = 'ensemble';

/** The parts of a peer's name. */
export interface PeerName {
  readonly network: string;
  /** Present if the network has several heads. */
  readonly head?: string;
  /** Present if the peer looks at another view than the network's own. */
  readonly view?: string;
  /**
   * For a virtual peer that replaces this peer in a comparison with another peer: the other peer.
   */
  readonly beside?: string;
}

/**
 * The name of a peer: 'a', 'a/exit2', 'a@clean', 'a/exit2@clean'. With `beside`, it has the form of
 * {@link besideName}.
 */
export const peerName = ({ network, head, view, beside }: PeerName): PeerId =>
  `${network}${head === undefined ? '' : `/${head}`}${view === undefined ? '' : `@${view}`}${beside === undefined ? '' : `~${beside}`}`;

/**
 * The parts of a peer's name. A name of another form, such as 'others-of-a', becomes `network` as a
 * whole.
 */
export function parsePeer(id: PeerId): PeerName {
  const [, network = id, head, view, beside] =
    /^([^/@~]*)(?:\/([^@~]*))?(?:@([^~]*))?(?:~(.*))?$/s.exec(id) ?? [];
  return {
    network,
    ...(head !== undefined && { head }),
    ...(view !== undefined && { view }),
    ...(beside !== undefined && { beside }),
  };
}

/** 'a~b': the name of the virtual peer that replaces `peer` in a comparison with `other`. */
export const besideName = (peer: PeerId, other: PeerId): PeerId => `${peer}~${other}`;

/** 'others-of-a': the name of a virtual peer made for `peer`, such as the mean of all others. */
export const madeFor = (what: string, peer: PeerId): PeerId => `${what}-of-${peer}`;
