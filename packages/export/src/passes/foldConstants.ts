import type { HostTensor } from '@codistill/core';
import { tidied } from '@codistill/core/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Graph, GraphNode } from '../graph.ts';
import { hostTensor, runNode } from '../runGraph.ts';
import { reachable } from './reachable.ts';

/** The graph with everything that depends on constants alone computed, on the current engine. */
export async function foldConstants(graph: Graph): Promise<Graph> {
  const known = new Set(Object.keys(graph.constants));
  const [fixed, left]: [GraphNode[], GraphNode[]] = [[], []];
  for (const node of graph.nodes) {
    const constant =
      node.kernel !== 'RepeatForBatch' &&
      Object.values(node.inputs).every((name) => known.has(name));
    (constant ? fixed : left).push(node);
    if (constant) for (const name of node.outputs) known.add(name);
  }
  const needed = new Set([
    ...Object.values(graph.outputs),
    ...left.flatMap(({ inputs }) => Object.values(inputs)),
  ]);
  const kept = tidied(() => {
    const values = new Map<string, Tensor>();
    const read = new Set(fixed.flatMap(({ inputs }) => Object.values(inputs)));
    for (const [name, { data, shape }] of Object.entries(graph.constants))
      if (read.has(name))
        values.set(name, tf.tensor(data, [...shape], graph.types[name]!.dtype as tf.DataType));
    const results: (readonly [string, Tensor])[] = [];
    for (const node of fixed)
      runNode(node, values, 1).forEach((tensor, i) => {
        const name = node.outputs[i]!;
        values.set(name, tensor);
        if (needed.has(name)) results.push([name, tf.keep(tensor)]);
      });
    return results;
  });
  const computed = await Promise.all(
    kept.map(async ([name, tensor]): Promise<readonly [string, HostTensor]> => {
      const value = await hostTensor(tensor);
      return [name, { shape: [...value.shape], data: value.data.slice() }];
    }),
  );
  for (const [, tensor] of kept) tensor.dispose();
  const constants = { ...graph.constants, ...Object.fromEntries(computed) };
  return reachable({ ...graph, nodes: left, constants });
}
