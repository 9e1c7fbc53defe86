import type { Binding, Metadata, OpAttribute, Values } from '../engine/backend.ts';
import type { Shapes } from '../engine/shapes.ts';
import { shapeOfNumbers } from '../errors.ts';
import type { GraphNode } from './node.ts';
import { encodeAttribute } from './protobuf.ts';

/** How a trace comes by the outputs of its operations. */
export interface Outputs {
  /** The number of a tensor that JavaScript made. */
  create(shape: readonly number[], dtype: number, values: Values): number;
  /**
   * Says that a node is there which is no operation of the trace: a constant, or what is fed or
   * read.
   */
  source(node: GraphNode): void;
  /** The outputs of an operation, `attributes` and `ids` as tfjs-node gives them. */
  of(
    node: GraphNode,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    count: number,
  ): Metadata[];
  close(): void;
}

/** Each operation is executed once. */
export const executed = (native: Binding): Outputs => ({
  create: (shape, dtype, values) => native.createTensor(shape, dtype, values),
  source: () => {},
  of: ({ op }, attributes, ids, count) => native.executeOp(op, attributes, ids, count),
  close: () => {},
});

/**
 * Outputs that only the gradient of their operation reads; TensorFlow does not tell their sizes,
 * nor does anyone ask.
 */
const scratch: Readonly<Record<string, number>> = { FusedBatchNormV3: 5 };

/**
 * TensorFlow infers types and shapes; nothing is computed. `standIn`: numbers for tensors that are
 * not there.
 */
export function inferred(shapes: Shapes, standIn: () => number): Outputs {
  const graph = shapes.open();
  const sources = new Set<string>();
  // By output: 'node:0'.
  const numbers = new Map<string, number>();
  const add = ({ name, op, inputs, attributes }: GraphNode): Metadata[] => {
    const encoded = Object.entries(attributes).map(
      ([key, value]) => [key, encodeAttribute(value)] as const,
    );
    const given = inputs.map((input) => numbers.get(input)!);
    return shapes.add(graph, op, given, encoded).map(([number, dtype, ...sizes], i) => {
      numbers.set(`${name}:${i}`, number!);
      const shape = scratch[op] === i ? [0] : sizes;
      if (shape.includes(-1)) throw shapeOfNumbers(op, new Error().stack ?? '');
      return { id: standIn(), shape, dtype: dtype! };
    });
  };
  return {
    create: standIn,
    source(node) {
      if (sources.has(node.name)) return;
      sources.add(node.name);
      add(node);
    },
    of: add,
    close: () => shapes.close(graph),
  };
}
