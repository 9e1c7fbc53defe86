import type { Binding, Metadata, OpAttribute, Values } from '../engine/backend.ts';
import type { Shapes } from '../engine/shapes.ts';
import { shapeOfNumbers } from '../errors.ts';
import type { GraphNode } from './node.ts';
import { encodeAttribute } from './protobuf.ts';

/** How a trace obtains the outputs of its operations. */
export interface Outputs {
  /** The number of a tensor that JavaScript made. */
  create(shape: readonly number[], dtype: number, values: Values): number;
  /**
   * Registers a node that is not an operation of the trace: a constant, a feed, or the reading of a
   * variable.
   */
  source(node: GraphNode): void;
  /** The outputs of an operation, with `attributes` and `ids` in tfjs-node's form. */
  of(
    node: GraphNode,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    count: number,
  ): Metadata[];
  close(): void;
}

/** Executes each operation once. */
export const executed = (native: Binding): Outputs => ({
  create: (shape, dtype, values) => native.createTensor(shape, dtype, values),
  source: () => {},
  of: ({ op }, attributes, ids, count) => native.executeOp(op, attributes, ids, count),
  close: () => {},
});

/**
 * Outputs that only the gradient of the operation reads. TensorFlow does not infer their sizes, and
 * nothing needs them.
 */
const scratch: Readonly<Record<string, number>> = { FusedBatchNormV3: 5 };

/**
 * TensorFlow infers types and shapes and computes nothing. `standIn` returns numbers for tensors
 * that do not exist.
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
    // Control dependencies say nothing of shapes.
    const data = inputs.filter((input) => !input.startsWith('^'));
    const given = data.map((input) => numbers.get(input)!);
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
