import { isDeepStrictEqual } from 'node:util';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Binding, Metadata, NodeBackend, OpAttribute, Values } from '../engine/backend.ts';
import type { Operations } from '../engine/operations.ts';
import type { Shapes } from '../engine/shapes.ts';
import { changingGraph, frozenNumber, readInStep } from '../errors.ts';
import { afterOperation } from '../kernels/after.ts';
import { attributesOfNode } from './attributes.ts';
import { type ConstantPool, constantInWords } from './constants.ts';
import { type GraphNode, placeholder, type Shaped } from './node.ts';
import { executed, inferred, type Outputs } from './outputs.ts';
import { patched } from './patched.ts';

/** What a traced function may use. */
export interface Tracer {
  /** The name, 'node:0', of a tensor that was made in the trace. */
  nameOf(tensor: Tensor): string;
  /**
   * Declares that `tensor`, which was just made from values, is not a constant: the node `name`
   * represents it in the graph.
   */
  input<T extends Tensor>(tensor: T, name: string): T;
}

export interface Trace {
  readonly nodes: readonly GraphNode[];
  /** The type and shape of each output, by name: 'node:0'. */
  readonly shaped: ReadonlyMap<string, Shaped>;
}

interface Call {
  readonly node: GraphNode;
  readonly outputs: Metadata[];
}

/** How a trace is recorded. */
interface Recording {
  /** Infers shapes instead of computing. */
  readonly shapes?: Shapes | undefined;
  /** Our own operations, if the graph may have them. */
  readonly own?: Operations | undefined;
}

/** The first number of tensors that do not exist; TensorFlow's numbers are far below. */
const firstStandIn = 2 ** 30;

/**
 * Runs `f` and returns its operations as nodes of a graph. With `shapes`, nothing is computed and
 * TensorFlow infers the type and shape of each output; without it, the operations are executed one
 * by one. `f` runs twice. Both runs must have the same operations and constants, otherwise
 * JavaScript froze a value that would change.
 * @throws InputError naming the line that reads a tensor on the host, uses a tensor from outside
 * the trace, makes a constant that differs between the two runs, or makes a tensor whose shape
 * depends on values.
 */
export function record<T>(
  backend: NodeBackend,
  constants: ConstantPool,
  prefix: string,
  f: (tracer: Tracer) => T,
  { shapes, own }: Recording = {},
): Trace & { readonly result: T } {
  const native = backend.binding;
  const calls: Call[] = [];
  const shaped = new Map<string, Shaped>();
  let fake = firstStandIn;
  const standIn = () => fake++;
  const outputs = shapes ? inferred(shapes, standIn) : executed(native);

  const write: Mode['call'] = (op, given, ids, count, inputs) => {
    const node = {
      name: `${prefix}${calls.length}/${op}`,
      op,
      inputs,
      attributes: attributesOfNode(native, op, given, inputs, shaped),
    };
    const call = { node, outputs: outputs.of(node, given, ids, count) };
    call.outputs.forEach(({ shape, dtype }, i) => {
      shaped.set(`${node.name}:${i}`, { shape: [...shape], type: dtype });
    });
    calls.push(call);
    return call;
  };
  let at = 0;
  const compare: Mode['call'] = (op, given, _ids, _count, inputs) => {
    const call = calls[at++];
    if (!call || call.node.op !== op)
      throw changingGraph(`${call?.node.op ?? 'the end'} and then ${op}`, new Error().stack ?? '');
    const same = isDeepStrictEqual(
      call.node.attributes,
      attributesOfNode(native, op, given, inputs, shaped),
    );
    if (!same || !isDeepStrictEqual(call.node.inputs, inputs))
      throw changingGraph(`other inputs or attributes of ${op}`, new Error().stack ?? '');
    return {
      node: call.node,
      outputs: call.outputs.map((output) => ({ ...output, id: standIn() })),
    };
  };

  try {
    const result = once(
      backend,
      constants,
      shaped,
      { own, add: true, call: write, create: outputs.create, source: outputs.source },
      f,
    );
    once(
      backend,
      constants,
      shaped,
      { own, add: false, call: compare, create: standIn, source: () => {} },
      f,
    );
    if (at < calls.length)
      throw changingGraph(`the second one ends before ${calls[at]!.node.op}`, '');
    return { result, nodes: calls.map(({ node }) => node), shaped };
  } finally {
    outputs.close();
  }
}

interface Mode extends Pick<Outputs, 'create' | 'source'>, Pick<Recording, 'own'> {
  /** Whether new constants may be added. */
  readonly add: boolean;
  call(
    op: string,
    given: readonly OpAttribute[],
    ids: readonly number[],
    count: number,
    inputs: readonly string[],
  ): Call;
}

/** Tensors that JavaScript has made, by id. */
type Uploads = Map<
  number,
  { readonly shape: readonly number[]; readonly dtype: number; readonly values: Values }
>;

function once<T>(
  backend: NodeBackend,
  constants: ConstantPool,
  shaped: Map<string, Shaped>,
  mode: Mode,
  f: (tracer: Tracer) => T,
): T {
  const native = backend.binding;
  const names = new Map<number, string>();
  const uploads: Uploads = new Map();
  const known = new WeakSet<object>();
  const nameOfId = (id: number): string => {
    const name = names.get(id);
    if (name !== undefined) return name;
    const { shape, dtype, values } = uploads.get(id)!;
    const constant = constants.nodeOf(shape, dtype, values, mode.add);
    if (constant === undefined)
      throw frozenNumber(constantInWords(shape, values), new Error().stack ?? '');
    mode.source(constant);
    const output = `${constant.name}:0`;
    shaped.set(output, { shape, type: dtype });
    names.set(id, output);
    return output;
  };
  const recorder = recordingBinding(native, mode, { names, uploads, nameOfId });
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

/** What a trace knows of tensors: the outputs that they stand for, and those that are uploaded. */
interface Known {
  readonly names: Map<number, string>;
  readonly uploads: Uploads;
  nameOfId(id: number): string;
}

/** The addon with every call of an operation, and every new tensor, as the mode has it. */
const recordingBinding = (
  native: Binding,
  mode: Mode,
  { names, uploads, nameOfId }: Known,
): Binding =>
  Object.create(native, {
    records: { value: true },
    own: { value: mode.own },
    createTensor: {
      value: (shape: readonly number[], dtype: number, values: Values) => {
        const id = mode.create(shape, dtype, values);
        uploads.set(id, { shape: [...shape], dtype, values });
        return id;
      },
    },
    deleteTensor: {
      value: (id: number) => (id >= firstStandIn ? undefined : native.deleteTensor(id)),
    },
    tensorDataSync: {
      value: () => {
        throw readInStep('An operation', new Error().stack ?? '');
      },
    },
    executeOp: {
      value: (
        op: string,
        attributes: readonly OpAttribute[],
        ids: readonly number[],
        count: number,
      ) => {
        const { outputs, node } =
          op === afterOperation
            ? copyAfter(mode, attributes, ids, nameOfId)
            : mode.call(op, attributes, ids, count, ids.map(nameOfId));
        outputs.forEach(({ id }, i) => {
          names.set(id, `${node.name}:${i}`);
        });
        return outputs;
      },
    },
  }) as Binding;

/**
 * A copy of the first tensor that waits for a copy of the second. So the dependency does not stand
 * in the way of changes of the graph that replace the node of the second.
 */
function copyAfter(
  mode: Mode,
  attributes: readonly OpAttribute[],
  [x, other]: readonly number[],
  nameOfId: Known['nameOfId'],
): Call {
  const copy = (id: number, ...waits: readonly string[]) =>
    mode.call('Identity', attributes, [id], 1, [nameOfId(id), ...waits]);
  return copy(x!, `^${copy(other!).node.name}`);
}
