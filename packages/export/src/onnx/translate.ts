import type { GraphNode } from '../graph.ts';
import type { Layout, OnnxNodes } from './nodes.ts';

/** What the format is called in messages. */
export const format = 'ONNX';

/** Adds a kernel to an ONNX graph, and returns the name of its output and how that lies in memory. */
export type Translate = (
  node: GraphNode,
  list: OnnxNodes,
  name: string,
) => readonly [name: string, layout: Layout];
