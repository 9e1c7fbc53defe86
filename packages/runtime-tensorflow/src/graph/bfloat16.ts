import { type GraphNode, types } from './node.ts';
import type { Trace } from './recorder.ts';

/** Where the time goes: each does many multiplications per number that it reads. */
const convolutions = new Set(['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter']);

/**
 * The nodes of a trace with its convolutions, forward and backward, in bfloat16: their inputs are cast to it, each once, and their results back to float32, so
 * that the state and every sum stay in float32.
 */
export function inBfloat16({ nodes, shaped }: Trace): readonly GraphNode[] {
  const casts = new Map<string, string>();
  const cast = (name: string, input: string, from: number, to: number): GraphNode => ({
    name,
    op: 'Cast',
    inputs: [input],
    attributes: { SrcT: { type: from }, DstT: { type: to }, Truncate: { flag: false } },
  });
  return nodes.flatMap((node) => {
    if (!convolutions.has(node.op)) return [node];
    const made: GraphNode[] = [];
    const inputs = node.inputs.map((input) => {
      if (shaped.get(input)?.type !== types.float32) return input;
      const known = casts.get(input) ?? `${node.name}/low${made.length}`;
      if (!casts.has(input)) {
        casts.set(input, known);
        made.push(cast(known, input, types.float32, types.bfloat16));
      }
      return `${known}:0`;
    });
    const low: GraphNode = { ...node, name: `${node.name}/bfloat16`, inputs, attributes: { ...node.attributes, T: { type: types.bfloat16 } } };
    return [...made, low, cast(node.name, `${low.name}:0`, types.bfloat16, types.float32)];
  });
}
