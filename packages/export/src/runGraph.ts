import type { HostTensor } from '@codistill/core';
import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Attribute, type Graph, type GraphNode, isPerExample } from './graph.ts';

/**
 * What a graph gives for images [batch, height, width, channels], by output, on the current engine:
 * its kernels, one after another.
 */
export function runGraph(graph: Graph, images: Tensor): Readonly<Record<string, Tensor>> {
  const batch = images.shape[0]!;
  const values = new Map<string, Tensor>([[graph.input, images]]);
  for (const [name, { data, shape }] of Object.entries(graph.constants))
    values.set(name, tf.tensor(data, [...shape], graph.types[name]!.dtype as tf.DataType));
  for (const node of graph.nodes)
    runNode(node, values, batch).forEach((tensor, i) => {
      values.set(node.outputs[i]!, tensor);
    });
  return Object.fromEntries(
    Object.entries(graph.outputs).map(([name, value]) => [name, values.get(value)!]),
  );
}

/** The outputs of a node on the current engine. */
export function runNode(
  { kernel, inputs, attributes }: GraphNode,
  values: ReadonlyMap<string, Tensor>,
  batch: number,
): Tensor[] {
  const given = Object.entries(inputs).map(([role, name]) => [role, values.get(name)!] as const);
  if (kernel === 'RepeatForBatch') {
    const row = given[0]![1];
    return [
      tf.tile(
        row,
        row.shape.map((_, axis) => (axis === 0 ? batch : 1)),
      ),
    ];
  }
  // The inputs of a kernel that takes a list, such as Concat, are a list.
  const listed = '0' in inputs;
  const tensors = listed ? given.map(([, tensor]) => tensor) : Object.fromEntries(given);
  const outputs = tf
    .engine()
    .runKernel<Tensor | Tensor[]>(
      kernel,
      tensors as NamedTensorMap,
      plain(attributes, batch) as NamedAttrMap,
    );
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** Attributes for a batch of a size. */
function plain(value: Attribute, batch: number): unknown {
  if (isPerExample(value)) return value.perExample * batch;
  if (Array.isArray(value)) return value.map((one: Attribute) => plain(one, batch));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, plain(one as Attribute, batch)]),
    );
  return value;
}

/** A tensor on the host. */
export const hostTensor = async (tensor: Tensor): Promise<HostTensor> => ({
  shape: tensor.shape,
  data: (await tensor.data()) as HostTensor['data'],
});
