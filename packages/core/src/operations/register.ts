import type { NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

type Tensors = Readonly<Record<string, Tensor>>;
type Attributes = Readonly<Record<string, unknown>>;

/**
 * An operation of the core's own: one name for every engine, a composite of TensorFlow.js
 * operations, and its gradient.
 */
export interface Operation {
  readonly name: string;
  readonly inputs: readonly string[];
  /** How many outputs it has. */
  readonly outputs: number;
  /** The outputs. Runs on any engine. */
  composite(inputs: Tensors, attributes: Attributes): Tensor[];
  /**
   * By input: from the gradient of the first output, the inputs and the outputs. Left out: the
   * operation is part of a gradient and has none.
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
 * Makes an operation known, with its gradient for every engine. Its kernels come from runtimes, or
 * from `registerComposites`.
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
 * Gives `backend` the composite kernel of every operation for which it has none of its own. A
 * runtime calls it after registering its kernels.
 */
export function registerComposites(backend: string): void {
  for (const { name, composite } of operations.values()) {
    if (tf.getKernel(name, backend)) continue;
    tf.registerKernel({
      kernelName: name,
      backendName: backend,
      kernelFunc: ({ inputs, attrs }) => {
        const outputs = tf.tidy(
          () =>
            composite(
              inputs as unknown as Tensors,
              (attrs ?? {}) as Attributes,
            ) as unknown as NamedTensorMap,
        ) as unknown as TensorInfo[];
        return outputs.length === 1 ? outputs[0]! : outputs;
      },
    });
  }
}

/** The outputs of the operation `name` on the engine in use. */
export function runOperation(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: Readonly<Record<string, unknown>> = {},
): Tensor[] {
  const result = tf
    .engine()
    .runKernel(
      name,
      inputs as unknown as NamedTensorMap,
      attributes as unknown as tf.NamedAttrMap,
    ) as unknown as Tensor | Tensor[];
  return Array.isArray(result) ? result : [result];
}
