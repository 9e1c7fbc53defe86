import type { Extent, Graph } from '../graph.ts';
import { translate } from './kernels.ts';
import { OnnxNodes } from './nodes.ts';
import { encodeModel, tensorTypes } from './protos.ts';

/**
 * The bytes of an ONNX model (opset 17). Images are [batch, channels, height, width]. `about`
 * becomes the model's metadata: a text for each of its fields, JSON where it is not a text itself.
 * @throws InputError if a kernel has no translation.
 */
export function onnxModel(graph: Graph, about: Readonly<Record<string, unknown>>): Uint8Array {
  const list = new OnnxNodes(graph);
  for (const node of graph.nodes) translate(node, list);
  const output = Object.entries(graph.outputs).map(([name, value]) =>
    valueInfo(list.add(name, 'Identity', [list.read(value, 'plain')]), list.shapeOf(value)),
  );
  const [batch, height, width, channels] = list.shapeOf(graph.input) as [
    Extent,
    Extent,
    Extent,
    Extent,
  ];
  return encodeModel({
    irVersion: 8,
    producerName: 'codistill',
    opsetImport: [{ domain: '', version: 17 }],
    metadataProps: Object.entries(about).map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
    graph: {
      name: 'network',
      node: list.nodes,
      initializer: list.initializers,
      input: [valueInfo(list.input, [batch, channels, height, width])],
      output,
    },
  });
}

/** The name, type and shape of an input or output. */
const valueInfo = (name: string, shape: readonly Extent[]) => ({
  name,
  type: {
    tensorType: {
      elemType: tensorTypes.float32,
      shape: {
        dim: shape.map((extent) =>
          typeof extent === 'number' ? { dimValue: extent } : { dimParam: 'batch' },
        ),
      },
    },
  },
});
