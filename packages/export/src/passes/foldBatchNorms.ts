import type { HostTensor } from '@codistill/core';
import type { Graph, GraphNode } from '../graph.ts';
import { foldConstants } from './foldConstants.ts';
import { reachable } from './reachable.ts';

/**
 * The graph with each batch norm that follows a convolution or a dense layer folded into it: the
 * kernel is multiplied by scale / sqrt(variance + epsilon), and one addition is left. What depends
 * on constants alone is computed first. Results differ by rounding. A batch norm that follows
 * something else, such as a concatenation, stays one multiplication and one addition.
 */
export async function foldBatchNorms(graph: Graph): Promise<Graph> {
  let folded = await foldConstants(graph);
  for (const node of folded.nodes) folded = foldAfter(node, folded);
  return reachable(folded);
}

/** What multiplies and is added to each channel after a node, and the last node that does. */
interface Affine {
  readonly factor: Float64Array;
  readonly shift: Float64Array;
  readonly last: GraphNode;
  readonly multiplies: boolean;
}

/** The graph in which a node has the factors of those that follow it in its kernel. */
function foldAfter(node: GraphNode, graph: Graph): Graph {
  const role = node.kernel === 'BatchMatMul' ? 'b' : 'filter';
  const name = node.inputs[role];
  const kernel = name === undefined ? undefined : graph.constants[name];
  const kernels = ['Conv2D', 'DepthwiseConv2dNative', 'BatchMatMul'];
  if (!kernels.includes(node.kernel) || !kernel || name === undefined) return graph;
  if (node.kernel === 'BatchMatMul' && (kernel.shape.length !== 2 || node.attributes['transposeB']))
    return graph;
  const depthwise = node.kernel === 'DepthwiseConv2dNative';
  const channels = kernel.shape.at(-1)! * (depthwise ? kernel.shape[2]! : 1);
  const affine = affineAfter(node.outputs[0]!, channels, graph);
  if (!affine?.multiplies) return graph;
  // The outputs of a kernel are its last axes, two of them if it is depthwise.
  const data = Float32Array.from(kernel.data, (value, i) => value * affine.factor[i % channels]!);
  const [scaled, shift] = [`${name}/folded`, `${affine.last.outputs[0]!}/shift`];
  const shifts = { shape: [channels], data: Float32Array.from(affine.shift) };
  const nodes = graph.nodes.map((one) => {
    if (one.outputs[0] === node.outputs[0])
      return { ...node, inputs: { ...node.inputs, [role]: scaled } };
    if (one !== affine.last) return one;
    const inputs = { a: node.outputs[0]!, b: shift };
    return { kernel: 'Add', inputs, attributes: {}, outputs: one.outputs };
  });
  return {
    ...graph,
    nodes,
    constants: { ...graph.constants, [scaled]: { shape: kernel.shape, data }, [shift]: shifts },
    types: {
      ...graph.types,
      [scaled]: graph.types[name]!,
      [shift]: { shape: [channels], dtype: 'float32' },
    },
  };
}

/** The multiplications and additions of constants for each channel that follow a value. */
function affineAfter(value: string, channels: number, graph: Graph): Affine | undefined {
  const [factor, shift] = [new Float64Array(channels).fill(1), new Float64Array(channels)];
  let [at, last, multiplies]: [string, GraphNode | undefined, boolean] = [value, undefined, false];
  for (;;) {
    const users = graph.nodes.filter(({ inputs }) => Object.values(inputs).includes(at));
    const next = users[0];
    if (users.length !== 1 || !next || Object.values(graph.outputs).includes(at)) break;
    const constant = perChannel(next, at, channels, graph);
    if (!constant) break;
    if (next.kernel === 'Multiply') multiplies = true;
    for (let c = 0; c < channels; c++) {
      const number = constant(c);
      if (next.kernel === 'Multiply') {
        factor[c]! *= number;
        shift[c]! *= number;
      } else shift[c]! += next.kernel === 'Sub' ? -number : number;
    }
    [at, last] = [next.outputs[0]!, next];
  }
  return last && { factor, shift, last, multiplies };
}

/** The number of each channel in the other input of a node, where that is such a constant. */
function perChannel(
  { kernel, inputs }: GraphNode,
  value: string,
  channels: number,
  graph: Graph,
): ((channel: number) => number) | undefined {
  if (!['Multiply', 'Add', 'Sub'].includes(kernel)) return undefined;
  if (kernel === 'Sub' && inputs['a'] !== value) return undefined;
  const other = inputs['a'] === value ? inputs['b'] : inputs['a'];
  const constant: HostTensor | undefined = other === undefined ? undefined : graph.constants[other];
  if (!constant || graph.types[other!]!.dtype !== 'float32') return undefined;
  const { shape, data } = constant;
  if (data.length === 1) return () => data[0]!;
  return data.length === channels && shape.at(-1) === channels ? (c) => data[c]! : undefined;
}
