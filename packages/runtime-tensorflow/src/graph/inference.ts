import type { Shapes } from '../engine/shapes.ts';
import type { GraphNode, Shaped } from './node.ts';
import { encodeAttribute } from './protobuf.ts';

/** Nodes of which TensorFlow tells what their outputs are like, while nothing runs. */
export interface Inference {
  has(name: string): boolean;
  /**
   * Adds `node`, whose inputs are outputs ('node:0') of nodes that are there. Returns its outputs; a size of -1 depends on numbers that are not known.
   * @throws what TensorFlow says of a node that cannot be.
   */
  add(node: GraphNode): readonly Shaped[];
  close(): void;
}

/** Outputs that only the gradient of their operation reads; TensorFlow does not tell their sizes, nor does anyone ask. */
const scratch: Readonly<Record<string, number>> = { FusedBatchNormV3: 5 };

export function openInference(shapes: Shapes): Inference {
  const graph = shapes.open();
  const names = new Set<string>();
  const numbers = new Map<string, number>();
  return {
    has: (name) => names.has(name),
    add({ name, op, inputs, attributes }) {
      const encoded = Object.entries(attributes).map(([key, value]) => [key, encodeAttribute(value)] as const);
      const outputs = shapes.add(
        graph,
        op,
        inputs.map((input) => numbers.get(input)!),
        encoded,
      );
      names.add(name);
      return outputs.map(([number, type, ...shape], i) => {
        numbers.set(`${name}:${i}`, number!);
        return { shape: scratch[op] === i ? [0] : shape, type: type! };
      });
    },
    close: () => shapes.close(graph),
  };
}
