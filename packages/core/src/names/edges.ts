// What edges are called: 'kl/a->b', 'ce/labels->a'.
import type { Edge } from '../contracts/flow.ts';
import type { PeerId } from '../contracts/ids.ts';

/** What an edge from the labels has in the place of a peer. */
export const labels = 'labels';

/** What the name of an edge says. */
export interface EdgeName {
  /** The name of its loss. */
  readonly loss: string;
  readonly from: PeerId | typeof labels;
  readonly to: PeerId;
}

/** 'kl/a->b': what an edge is called in logs. */
export const edgeName = ({
  loss,
  from,
  to,
}: Pick<Edge, 'from' | 'to'> & { readonly loss: Pick<Edge['loss'], 'name'> }): string =>
  `${loss.name}/${pairName({ from, to })}`;

/** 'a->b': who teaches whom, by whatever loss. */
export const pairName = ({ from, to }: Pick<EdgeName, 'from' | 'to'>): string => `${from}->${to}`;

/** What an edge's name says; undefined where it is the name of none. */
export function parseEdge(name: string): EdgeName | undefined {
  const [, loss, from, to] = /^([^/]*)\/(.*)->(.*)$/s.exec(name) ?? [];
  return loss === undefined || from === undefined || to === undefined
    ? undefined
    : { loss, from, to };
}
