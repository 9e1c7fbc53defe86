import type { HostTensor } from '@codistill/core';
import type { Extent, Graph, GraphNode } from '../graph.ts';
import { transposed } from '../transposed.ts';
import { attributeTypes, type NodeProto, type TensorProto, tensorTypes } from './protos.ts';

/**
 * How a value lies in memory. Maps [batch, height, width, channels] of TensorFlow.js are [batch,
 * channels, height, width] in ONNX: 'first'. All other values are 'plain'.
 */
export type Layout = 'plain' | 'first';

/** The axis of a 'first' map at each axis of the plain one, and the other way round. */
export const firstAxis = [0, 2, 3, 1] as const;
const toFirst = [0, 3, 1, 2] as const;

/** Attributes of a node: whole numbers, lists of them, and `{ f }` for other numbers. */
export type Attributes = Readonly<
  Record<string, number | readonly number[] | { readonly f: number }>
>;

/** Collects the nodes of an ONNX graph. */
export class OnnxNodes {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  private readonly taken = new Set<string>();
  private readonly stored = new Map<string, Layout>();
  /** The names of values, by layout. */
  private readonly names = new Map<string, string>();
  readonly input: string;

  readonly graph: Graph;

  constructor(graph: Graph) {
    this.graph = graph;
    this.input = this.fresh(graph.input);
    this.set(graph.input, this.input, 'first');
  }

  /** Says what a value of the graph is called, and how it lies in memory. */
  set(value: string, name: string, layout: Layout): void {
    this.stored.set(value, layout);
    this.names.set(`${layout} ${value}`, name);
  }

  /** How a value lies in memory; undefined for constants. */
  layoutOf(value: string): Layout | undefined {
    return this.stored.get(value);
  }

  shapeOf(value: string): readonly Extent[] {
    return this.graph.types[value]!.shape;
  }

  /** The name of a value in a layout. What lies otherwise is transposed once. */
  read(value: string, layout: Layout): string {
    const known = this.names.get(`${layout} ${value}`);
    if (known !== undefined) return known;
    const constant = this.graph.constants[value];
    const name = constant
      ? this.constant(value, layout === 'plain' ? constant : firstConstant(constant))
      : this.add(`${value}/${layout}`, 'Transpose', [this.read(value, other(layout))], {
          perm: layout === 'first' ? toFirst : firstAxis,
        });
    this.names.set(`${layout} ${value}`, name);
    return name;
  }

  /** The name of a node's input in a layout. */
  inputOf(node: GraphNode, role: string, layout: Layout): string {
    return this.read(node.inputs[role]!, layout);
  }

  /** The name of a node that is added. */
  add(wish: string, opType: string, input: readonly string[], attributes: Attributes = {}): string {
    const name = this.fresh(wish);
    const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    this.nodes.push({ name, opType, input, output: [name], attribute });
    return name;
  }

  /** The name of a constant that is added. */
  constant(wish: string, { shape, data }: HostTensor): string {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const type = data instanceof Int32Array ? tensorTypes.int32 : tensorTypes.float32;
    return this.initializer(wish, shape, type, bytes);
  }

  /** The name of a list of 64-bit integers that is added; numbers beyond them are the largest. */
  integers(wish: string, values: readonly number[]): string {
    const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];
    const data = BigInt64Array.from(values, (value) =>
      Number.isFinite(value) ? BigInt(value) : value > 0 ? most : least,
    );
    return this.initializer(wish, [data.length], tensorTypes.int64, new Uint8Array(data.buffer));
  }

  private initializer(
    wish: string,
    dims: readonly number[],
    dataType: number,
    rawData: Uint8Array,
  ): string {
    const name = this.fresh(wish);
    this.initializers.push({ name, dims, dataType, rawData });
    return name;
  }

  private fresh(wish: string): string {
    let name = wish;
    for (let n = 1; this.taken.has(name); n++) name = `${wish}_${n}`;
    this.taken.add(name);
    return name;
  }
}

const other = (layout: Layout): Layout => (layout === 'plain' ? 'first' : 'plain');

/** A constant that meets a map with the channels first: of rank 4, with its axes in that order. */
function firstConstant({ shape, data }: HostTensor): HostTensor {
  if (shape.length === 0) return { shape, data };
  const whole = [...Array.from({ length: 4 - shape.length }, () => 1), ...shape];
  return transposed({ shape: whole, data }, toFirst);
}

function attributeProto(name: string, value: Attributes[string]): object {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.int };
  if ('f' in value) return { name, f: value.f, type: attributeTypes.float };
  return { name, ints: value, type: attributeTypes.ints };
}
