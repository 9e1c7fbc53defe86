// What peers are called: 'a', 'a/exit2', 'a@clean', and the virtual peers of a flow.
import type { PeerId } from '../contracts/ids.ts';

/** The view of all networks' augmentation without a perturbation. */
export const cleanView = 'clean';
/** The mean answer of all networks, among the peers that are measured. */
export const ensemble = 'ensemble';

/** What the name of a peer says. */
export interface PeerName {
  readonly network: string;
  /** Where the network has several. */
  readonly head?: string;
  /** Where it is another than the network's own. */
  readonly view?: string;
  /** Of a virtual peer that stands for this one beside another: that other. */
  readonly beside?: string;
}

/** 'a', 'a/exit2', 'a@clean', 'a/exit2@clean'; with `beside` as {@link besideName} has it. */
export const peerName = ({ network, head, view, beside }: PeerName): PeerId =>
  `${network}${head === undefined ? '' : `/${head}`}${view === undefined ? '' : `@${view}`}${beside === undefined ? '' : `~${beside}`}`;

/** What a peer's name says; of a name of another form, such as 'others-of-a', all is the network. */
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

/** 'a~b': the virtual peer that stands for `peer` where it is compared with `other`. */
export const besideName = (peer: PeerId, other: PeerId): PeerId => `${peer}~${other}`;

/** 'others-of-a': a virtual peer that is made for `peer`, such as the mean of all others. */
export const madeFor = (what: string, peer: PeerId): PeerId => `${what}-of-${peer}`;
