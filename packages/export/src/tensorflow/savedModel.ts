import type { Graph } from '../graph.ts';
import { encodeSavedModel, type NodeDef } from './protos.ts';
import { tensorFlowGraph } from './tensorFlowGraph.ts';

/**
 * The files of a TensorFlow SavedModel with the signature `serving_default` and variables as
 * constants. `about` is in `assets.extra/codistill.json`.
 * @throws InputError if a kernel has no translation.
 */
export function savedModel(graph: Graph, about: object): Readonly<Record<string, Uint8Array>> {
  const { nodes, constants, inputs, outputs } = tensorFlowGraph(graph);
  const values = new Map(constants.map((constant) => [constant.name, constant.data] as const));
  const node = nodes.map((one): NodeDef => {
    const data = values.get(one.name);
    const { value } = one.attr;
    if (!data || !value || !('tensor' in value)) return one;
    const tensorContent = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return { ...one, attr: { ...one.attr, value: { tensor: { ...value.tensor, tensorContent } } } };
  });
  const methodName = 'tensorflow/serving/predict';
  const bytes = encodeSavedModel({
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: ['serve'] },
        graphDef: { node, versions: { producer: 1087 } },
        signatureDef: { serving_default: { inputs, outputs, methodName } },
      },
    ],
  });
  const text = new TextEncoder().encode(JSON.stringify(about, undefined, 2));
  return { 'saved_model.pb': bytes, 'assets.extra/codistill.json': text };
}
