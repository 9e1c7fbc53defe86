import { isDeepStrictEqual } from 'node:util';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Binding, Metadata, NodeBackend, OpAttribute, Values } from '../engine/backend.ts';
import type { Shapes } from '../engine/shapes.ts';
import { capturedTensor, changingGraph, frozenNumber, readInStep, shapeOfNumbers } from '../errors.ts';
import { type ConstantPool, constantInWords } from './constants.ts';
import { openInference } from './inference.ts';
import { type Attribute, type GraphNode, placeholder, type Shaped } from './node.ts';

/** What a function that is traced may ask for. */
export interface Tracer {
  /** 'node:0' of a tensor that was made in the trace. */
  nameOf(tensor: Tensor): string;
  /** Says that `tensor`, just made from values, is not a constant: in the graph the node `name` stands for it. */
  input<T extends Tensor>(tensor: T, name: string): T;
}

export interface Trace {
  readonly nodes: readonly GraphNode[];
  /** By output: 'node:0'. */
  readonly shaped: ReadonlyMap<string, Shaped>;
}

interface Call {
  readonly node: GraphNode;
  readonly outputs: readonly Metadata[];
}

/** Numbers of tensors that only stand for something begin here; TensorFlow's stay far below. */
const firstStandIn = 2 ** 30;

/**
 * Runs `f`, and gives the operations of it as nodes of a graph. With `shapes` nothing is computed: TensorFlow infers what each output is like; without, it
 * executes them one by one. All of it happens twice: the second time each operation and constant must be the one of the first, else JavaScript froze a value
 * that would change.
 * @throws InputError naming the line that reads a tensor back, uses one from outside, makes a number that the next trace makes otherwise, or a tensor whose
 * shape depends on numbers.
 */
export function record<T>(
  backend: NodeBackend,
  constants: ConstantPool,
  prefix: string,
  f: (tracer: Tracer) => T,
  shapes?: Shapes,
): Trace & { readonly result: T } {
  const native = backend.binding;
  const calls: Call[] = [];
  const shaped = new Map<string, Shaped>();
  const inference = shapes && openInference(shapes);
  let fake = firstStandIn;

  const infer = (node: GraphNode): Metadata[] =>
    inference!.add(node).map(({ shape, type }) => {
      if (shape.includes(-1)) throw shapeOfNumbers(node.op, new Error().stack ?? '');
      return { id: fake++, shape: [...shape], dtype: type };
    });
  const execute = (op: string, attributes: readonly OpAttribute[], ids: readonly number[], count: number, names: readonly string[]) => {
    const node = {
      name: `${prefix}${calls.length}/${op}`,
      op,
      inputs: names,
      attributes: complete(op, toAttributes(native, attributes), names, shaped),
    };
    const outputs = inference ? infer(node) : native.executeOp(op, attributes, ids, count);
    outputs.forEach(({ shape, dtype }, i) => {
      shaped.set(`${node.name}:${i}`, { shape: [...shape], type: dtype });
    });
    calls.push({ node, outputs });
    return { outputs, node };
  };
  const source = (node: GraphNode) => {
    if (inference && !inference.has(node.name)) inference.add(node);
  };
  let at = 0;
  const compare = (op: string, attributes: readonly OpAttribute[], _ids: readonly number[], _count: number, names: readonly string[]) => {
    const call = calls[at++];
    if (!call || call.node.op !== op) throw changingGraph(`${call?.node.op ?? 'the end'} and then ${op}`, new Error().stack ?? '');
    const same = isDeepStrictEqual(call.node.attributes, complete(op, toAttributes(native, attributes), names, shaped));
    if (!same || !isDeepStrictEqual(call.node.inputs, names)) throw changingGraph(`other inputs or attributes of ${op}`, new Error().stack ?? '');
    return { outputs: call.outputs.map((output) => ({ ...output, id: fake++ })), node: call.node };
  };

  const standIn = () => fake++;
  try {
    const create: Mode['create'] = inference ? standIn : (...tensor) => native.createTensor(...tensor);
    const result = once(backend, native, constants, shaped, { add: true, execute, create, source }, f);
    once(backend, native, constants, shaped, { add: false, execute: compare, create: standIn, source: () => {} }, f);
    if (at < calls.length) throw changingGraph(`the second one ends before ${calls[at]!.node.op}`, '');
    return { result, nodes: calls.map(({ node }) => node), shaped };
  } finally {
    inference?.close();
  }
}

interface Mode {
  /** Whether constants that are not there yet may be added. */
  readonly add: boolean;
  execute(
    op: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    count: number,
    names: readonly string[],
  ): { readonly outputs: Metadata[]; readonly node: GraphNode };
  create(shape: readonly number[], dtype: number, values: Values): number;
  /** A node that is no operation of `f`: a constant, or what is fed or read. */
  source(node: GraphNode): void;
}

function once<T>(
  backend: NodeBackend,
  native: Binding,
  constants: ConstantPool,
  shaped: Map<string, Shaped>,
  mode: Mode,
  f: (tracer: Tracer) => T,
): T {
  const names = new Map<number, string>();
  const uploads = new Map<number, { readonly shape: readonly number[]; readonly dtype: number; readonly values: Values }>();
  const known = new WeakSet<object>();
  const nameOfId = (id: number): string => {
    const name = names.get(id);
    if (name !== undefined) return name;
    const { shape, dtype, values } = uploads.get(id)!;
    const constant = constants.nodeOf(shape, dtype, values, mode.add);
    if (constant === undefined) throw frozenNumber(constantInWords(shape, values), new Error().stack ?? '');
    mode.source(constant);
    const output = `${constant.name}:0`;
    shaped.set(output, { shape, type: dtype });
    names.set(id, output);
    return output;
  };
  const recorder: Binding = Object.create(native, {
    createTensor: {
      value: (shape: readonly number[], dtype: number, values: Values) => {
        const id = mode.create(shape, dtype, values);
        uploads.set(id, { shape: [...shape], dtype, values });
        return id;
      },
    },
    deleteTensor: { value: (id: number) => (id >= firstStandIn ? undefined : native.deleteTensor(id)) },
    tensorDataSync: {
      value: () => {
        throw readInStep('An operation', new Error().stack ?? '');
      },
    },
    executeOp: {
      value: (op: string, attributes: readonly OpAttribute[], ids: readonly number[], count: number) => {
        const { outputs, node } = mode.execute(op, attributes, ids, count, ids.map(nameOfId));
        outputs.forEach(({ id }, i) => {
          names.set(id, `${node.name}:${i}`);
        });
        return outputs;
      },
    },
  }) as Binding;
  const idOf = (tensor: Tensor) => backend.getInputTensorIds([tensor])[0]!;
  const tracer: Tracer = {
    nameOf: (tensor) => nameOfId(idOf(tensor)),
    input(tensor, name) {
      const id = idOf(tensor);
      const given: Shaped = { shape: [...tensor.shape], type: uploads.get(id)!.dtype };
      mode.source(placeholder({ name, ...given }));
      names.set(id, `${name}:0`);
      shaped.set(`${name}:0`, given);
      return tensor;
    },
  };
  return patched(backend, recorder, known, () => f(tracer));
}

/** Runs `f` with `recorder` in the place of the addon; a tensor that is neither in `known` nor made in `f` is an error where it is used. */
function patched<T>(backend: NodeBackend, recorder: Binding, known: WeakSet<object>, f: () => T): T {
  const native = backend.binding;
  const { tensorMap } = backend;
  const own = { set: tensorMap.set, ids: backend.getInputTensorIds };
  const fields = backend as { getInputTensorIds?: NodeBackend['getInputTensorIds'] };
  const map = tensorMap as { set?: typeof tensorMap.set };
  // The line of a plugin may lie deep below TensorFlow.js.
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  backend.binding = recorder;
  map.set = (dataId, info) => {
    known.add(dataId);
    own.set.call(tensorMap, dataId, info);
  };
  fields.getInputTensorIds = (tensors) => {
    for (const { dataId, shape } of tensors) if (!known.has(dataId)) throw capturedTensor(shape, new Error().stack ?? '');
    return own.ids.call(backend, tensors);
  };
  try {
    return f();
  } finally {
    Error.stackTraceLimit = depth;
    backend.binding = native;
    // The prototype's are under them.
    delete map.set;
    delete fields.getInputTensorIds;
  }
}

function toAttributes(binding: Binding, attributes: readonly OpAttribute[]): Record<string, Attribute> {
  const convert = ({ type, value }: OpAttribute): Attribute => {
    if (type === binding.TF_ATTR_TYPE) return { type: value as number };
    if (type === binding.TF_ATTR_INT) return Array.isArray(value) ? { integers: value as number[] } : { integer: value as number };
    if (type === binding.TF_ATTR_FLOAT) return { real: value as number };
    if (type === binding.TF_ATTR_BOOL) return { flag: value as boolean };
    if (type === binding.TF_ATTR_SHAPE) return { shape: value as number[] };
    return { text: String(value) };
  };
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, convert(attribute)]));
}

/** Adds what TensorFlow infers when it runs an operation alone, but asks for in a graph; tfjs-node leaves it out of ExpandDims. */
function complete(op: string, attributes: Record<string, Attribute>, inputs: readonly string[], shaped: ReadonlyMap<string, Shaped>) {
  if (op === 'ExpandDims') attributes['T'] ??= { type: shaped.get(inputs[0]!)!.type };
  return attributes;
}
