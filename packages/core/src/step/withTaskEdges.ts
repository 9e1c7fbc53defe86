import type { Flow, Peer } from '../contracts/flow.ts';
import type { Setup } from './setup.ts';

/** The flow of the strategy with the edges of the task, for learning peers on their own views. */
export function withTaskEdges({ task }: Setup, flow: Flow, peers: readonly Peer[]): Flow {
  const learning = peers.filter(({ learns, network, view }) => learns && view === network);
  const edges = task?.edges?.(learning) ?? [];
  return edges.length === 0 ? flow : { ...flow, edges: [...flow.edges, ...edges] };
}
