import type { Graph } from '../graph.ts';
import { tensorFlowGraph } from './tensorFlowGraph.ts';

/**
 * The files of a TensorFlow.js graph model, for `tf.loadGraphModel`: `model.json` and `weights.bin`.
 * `about` becomes the model's `userDefinedMetadata`.
 * @throws InputError if a kernel has no translation.
 */
export function graphModel(graph: Graph, about: object): Readonly<Record<string, Uint8Array>> {
  const { nodes, constants, inputs, outputs } = tensorFlowGraph(graph);
  const model = {
    format: 'graph-model',
    generatedBy: 'codistill',
    convertedBy: null,
    signature: { inputs, outputs },
    userDefinedMetadata: about,
    modelTopology: { node: nodes, versions: { producer: 1087 } },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: constants.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
      },
    ],
  };
  const weights = new Uint8Array(constants.reduce((sum, { data }) => sum + data.byteLength, 0));
  let at = 0;
  for (const { data } of constants) {
    weights.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return { 'model.json': new TextEncoder().encode(JSON.stringify(model)), 'weights.bin': weights };
}
