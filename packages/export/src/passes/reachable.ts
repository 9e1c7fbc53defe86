import type { Graph, GraphNode } from '../graph.ts';

/** The graph without the nodes and constants that no output needs. */
export function reachable(graph: Graph): Graph {
  const needed = new Set([graph.input, ...Object.values(graph.outputs)]);
  const nodes: GraphNode[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    nodes.unshift(node);
    for (const name of Object.values(node.inputs)) needed.add(name);
    for (const name of node.outputs) needed.add(name);
  }
  const only = <T>(of: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => needed.has(name)));
  return { ...graph, nodes, constants: only(graph.constants), types: only(graph.types) };
}
