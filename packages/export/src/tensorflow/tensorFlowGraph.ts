import type { Graph } from '../graph.ts';
import { translate } from './kernels.ts';
import { NodeList, type TensorFlowGraph } from './nodes.ts';

/**
 * A network as a graph of TensorFlow's operations. Images are [batch, height, width, channels].
 * @throws InputError if a kernel has no translation.
 */
export function tensorFlowGraph(graph: Graph): TensorFlowGraph {
  const list = new NodeList(graph);
  for (const node of graph.nodes) translate(node, list);
  return list.end();
}
