import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The inputs of an operation by name. */
export type Tensors = Readonly<Record<string, Tensor>>;
/** The attributes of an operation by name. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * An operation defined by the core: a name that is the same on every engine, a composite of
 * TensorFlow.js operations, and a gradient.
 */
export interface Operation {
  readonly name: string;
  readonly inputs: readonly string[];
  /** The number of outputs. */
  readonly outputs: number;
  /** Computes the outputs with TensorFlow.js operations, on any engine. */
  composite(inputs: Tensors, attributes: Attributes): Tensor[];
  /**
   * The gradients by input, from the gradient of the first output, the inputs and the outputs.
   * Absent if the operation is itself part of a gradient and has none.
   */
  gradient?(
    dy: Tensor,
    inputs: Tensors,
    outputs: readonly Tensor[],
    attributes: Attributes,
  ): { [input: string]: () => Tensor };
}

const operations = new Map<string, Operation>();

/**
 * Registers an operation and its gradient for all engines. Its kernels come from runtimes or from
 * `registerComposites`.
 */
export function registerOperation(operation: Operation): void {
  operations.set(operation.name, operation);
  const { gradient } = operation;
  if (!gradient) return;
  tf.registerGradient({
    kernelName: operation.name,
    inputsToSave: [...operation.inputs],
    outputsToSave: Array.from({ length: operation.outputs }, () => true),
    gradFunc: (dy, saved, attributes) => {
      const first = (Array.isArray(dy) ? dy[0] : dy) as Tensor;
      const inputs = Object.fromEntries(operation.inputs.map((name, i) => [name, saved[i]!]));
      return gradient(
        first,
        inputs,
        saved.slice(operation.inputs.length),
        (attributes ?? {}) as Attributes,
      );
    },
  });
}

/**
 * Registers the composite kernel of every operation that `backend` has no kernel for. A runtime
 * calls it after registering its own kernels.
 */
export function registerComposites(backend: string): void {
  for (const { name, composite } of operations.values()) {
    if (tf.getKernel(name, backend)) continue;
    tf.registerKernel({
      kernelName: name,
      backendName: backend,
      kernelFunc: ({ inputs, attrs }) => {
        const outputs = tf.tidy(() => composite(inputs as Tensors, (attrs ?? {}) as Attributes));
        return outputs.length === 1 ? outputs[0]! : outputs;
      },
    });
  }
}

/**
 * How an operation of the core is computed with TensorFlow.js operations alone; undefined for other
 * kernels.
 */
export const compositeOf = (name: string): Operation['composite'] | undefined =>
  operations.get(name)?.composite;

/** The outputs of the operation `name` on the current engine. */
export function runOperation(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: Readonly<Record<string, unknown>> = {},
): Tensor[] {
  const result = tf
    .engine()
    .runKernel<Tensor | Tensor[]>(name, inputs, attributes as tf.NamedAttrMap);
  return Array.isArray(result) ? result : [result];
}
