import type { HostTensor } from '@codistill/core';
import type { Extent, Graph, GraphNode } from '../graph.ts';
import type { AttrValue, DataType, NodeDef, ShapeProto, TensorInfo } from './protos.ts';

/** A constant of a TensorFlow graph. */
export interface ConstantNode extends HostTensor {
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
}

/** The nodes of a TensorFlow graph. The values of constants are apart. */
export interface TensorFlowGraph {
  readonly nodes: readonly NodeDef[];
  readonly constants: readonly ConstantNode[];
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly outputs: Readonly<Record<string, TensorInfo>>;
}

export const typeAttr = (type: DataType): AttrValue => ({ type });
export const boolAttr = (b: boolean): AttrValue => ({ b });
export const intAttr = (i: number): AttrValue => ({ i: String(i) });
export const intsAttr = (list: readonly number[]): AttrValue => ({ list: { i: list.map(String) } });
export const textAttr = (value: string): AttrValue => ({ s: base64(value) });
/** `T: DT_FLOAT`, which almost every operation has. */
export const float = { T: typeAttr('DT_FLOAT') } as const;
/** `Tidx: DT_INT32`, the type of axes. */
export const axesType = { Tidx: typeAttr('DT_INT32') } as const;

const base64 = (value: string) => btoa(value);

/** A shape as a message; what grows with the batch may vary. */
export const shapeProto = (shape: readonly Extent[]): ShapeProto => ({
  dim: shape.map((extent) => ({ size: typeof extent === 'number' ? String(extent) : '-1' })),
});

/** Collects the nodes of a TensorFlow graph. */
export class NodeList {
  private readonly nodes: NodeDef[] = [];
  private readonly constants: ConstantNode[] = [];
  private readonly taken = new Set<string>();
  /** The name in TensorFlow of each value of the graph. */
  private readonly names = new Map<string, string>();

  readonly graph: Graph;

  constructor(graph: Graph) {
    this.graph = graph;
    const name = this.fresh(graph.input);
    this.names.set(graph.input, name);
    const shape = shapeProto(graph.types[graph.input]!.shape);
    const attr = { dtype: typeAttr('DT_FLOAT'), shape: { shape } };
    this.nodes.push({ name, op: 'Placeholder', attr });
    for (const [value, { shape: extents, data }] of Object.entries(graph.constants))
      this.names.set(value, this.constant(value, { shape: extents, data }));
  }

  /** The name of a constant that is added. */
  constant(wish: string, { shape, data }: HostTensor): string {
    const name = this.fresh(wish);
    const dtype = data instanceof Int32Array ? 'int32' : 'float32';
    const type = dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT';
    this.constants.push({ name, dtype, shape, data });
    this.nodes.push({
      name,
      op: 'Const',
      attr: {
        dtype: typeAttr(type),
        value: { tensor: { dtype: type, tensorShape: shapeProto(shape) } },
      },
    });
    return name;
  }

  /** The name of a constant of integers that is added: a list, or a single one. */
  integers(wish: string, values: readonly number[] | number): string {
    const data = Int32Array.from(typeof values === 'number' ? [values] : values);
    return this.constant(wish, { shape: typeof values === 'number' ? [] : [data.length], data });
  }

  /** The name of a node that is added. */
  add(
    wish: string,
    op: string,
    input: readonly string[],
    attr: Readonly<Record<string, AttrValue>>,
  ): string {
    const name = this.fresh(wish);
    this.nodes.push({ name, op, input, attr });
    return name;
  }

  /** Says what a value of the graph is called here. */
  set(value: string, name: string): void {
    this.names.set(value, name);
  }

  /** The names of what a node reads, in the order of the kernel's inputs. */
  read(node: GraphNode, ...roles: readonly string[]): string[] {
    const read = roles.length === 0 ? Object.keys(node.inputs) : roles;
    return read.map((role) => this.names.get(node.inputs[role]!)!);
  }

  /** The shape of an input of a node. */
  shapeOf(node: GraphNode, role: string): readonly Extent[] {
    return this.graph.types[node.inputs[role]!]!.shape;
  }

  /** The whole, with the outputs by their names. */
  end(): TensorFlowGraph {
    const info = (value: string): TensorInfo => ({
      name: `${this.names.get(value)!}:0`,
      dtype: 'DT_FLOAT',
      tensorShape: shapeProto(this.graph.types[value]!.shape),
    });
    const outputs = Object.entries(this.graph.outputs).map(([name, value]) => {
      const output = this.add(name, 'Identity', [this.names.get(value)!], float);
      return [name, { ...info(value), name: `${output}:0` }] as const;
    });
    return {
      nodes: this.nodes,
      constants: this.constants,
      inputs: { [this.graph.input]: info(this.graph.input) },
      outputs: Object.fromEntries(outputs),
    };
  }

  /** A name that is not taken, of the characters that TensorFlow allows. */
  private fresh(wish: string): string {
    const legal = wish.replace(/[^A-Za-z0-9_.\-/]/g, '_').replace(/^[^A-Za-z0-9.]/, '.');
    let name = legal;
    for (let n = 1; this.taken.has(name); n++) name = `${legal}_${n}`;
    this.taken.add(name);
    return name;
  }
}
