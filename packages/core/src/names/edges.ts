// The names of edges: 'kl/a->b', 'ce/labels->a'.
import type { Edge } from '../contracts/flow.ts';
import type { PeerId } from '../contracts/ids.ts';

/** The `from` of an edge whose teacher is the labels. */
export const labels = 'labels';

/** The parts of an edge's name. */
export interface EdgeName {
  /** The name of the edge's loss. */
  readonly loss: string;
  readonly from: PeerId | typeof labels;
  readonly to: PeerId;
}

/** The name of an edge in logs: 'kl/a->b'. */
export const edgeName = ({
  loss,
  from,
  to,
}: Pick<Edge, 'from' | 'to'> & { readonly loss: Pick<Edge['loss'], 'name'> }): string =>
  `${loss.name}/${pairName({ from, to })}`;

/** The name of a pair of teacher and student, regardless of the loss: 'a->b'. */
export const pairName = ({ from, to }: Pick<EdgeName, 'from' | 'to'>): string => `${from}->${to}`;

/** The parts of an edge's name; undefined if `name` is not the name of an edge. */
export function parseEdge(name: string): EdgeName | undefined {
  const [, loss, from, to] = /^([^/]*)\/(.*)->(.*)$/s.exec(name) ?? [];
  return loss === undefined || from === undefined || to === undefined
    ? undefined
    : { loss, from, to };
}
