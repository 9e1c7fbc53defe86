import { type GraphNode, types } from './node.ts';
import type { Trace } from './recorder.ts';

/** The inputs to cast; the other inputs are sizes. */
const rules: Readonly<Record<string, readonly number[]>> = {
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
  BatchMatMulV2: [0, 1],
};

/**
 * The number of multiplications below which a matrix product gains nothing. So the logits of a
 * classifier stay in float32.
 */
const smallProduct = 2 ** 24;

/**
 * The nodes of a trace with convolutions and large matrix products, forward and backward, in
 * bfloat16. Their inputs are cast to bfloat16, each once, and their results back to float32, so
 * that state, running statistics, sums, losses and the optimizer stay in float32.
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
    const rule = rules[node.op];
    if (!rule || !worthwhile(node, rule, shaped)) return [node];
    const made: GraphNode[] = [];
    const inputs = node.inputs.map((input, i) => {
      if (!rule.includes(i)) return input;
      const known = casts.get(input) ?? `${node.name}/low${made.length}`;
      if (!casts.has(input)) {
        casts.set(input, known);
        made.push(cast(known, input, types.float32, types.bfloat16));
      }
      return `${known}:0`;
    });
    const low: GraphNode = {
      ...node,
      name: `${node.name}/bfloat16`,
      inputs,
      attributes: { ...node.attributes, T: { type: types.bfloat16 } },
    };
    return [...made, low, cast(node.name, `${low.name}:0`, types.bfloat16, types.float32)];
  });
}

/** Whether a node, ours or TensorFlow's, multiplies in bfloat16. */
export const multipliesInBfloat16 = (nodes: readonly GraphNode[]): boolean =>
  nodes.some(({ op, attributes }) => {
    const type = attributes['T'] as { readonly type?: number } | undefined;
    return op.includes('Bfloat16') || type?.type === types.bfloat16;
  });

function worthwhile(node: GraphNode, rule: readonly number[], shaped: Trace['shaped']): boolean {
  if (rule.some((i) => shaped.get(node.inputs[i]!)?.type !== types.float32)) return false;
  if (node.op !== 'BatchMatMulV2') return true;
  const transposed = node.attributes['adj_x'] as { readonly flag: boolean };
  const inner = shaped.get(node.inputs[0]!)!.shape.at(transposed.flag ? -2 : -1)!;
  return inner * shaped.get(`${node.name}:0`)!.shape.reduce((a, b) => a * b, 1) >= smallProduct;
}
