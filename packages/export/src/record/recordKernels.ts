import { compositeOf } from '@codistill/core/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** A kernel that ran, with its tensors. */
export interface RecordedKernel {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly Tensor[];
}

type RunKernel = (
  kernel: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes?: Readonly<Record<string, unknown>>,
) => Tensor | Tensor[];

/**
 * What `run` returns, and the kernels of TensorFlow.js that ran meanwhile, on any engine. Operations
 * of codistill's core are recorded as the kernels of their composites, so a recording does not
 * depend on the engine. Kernels that a kernel calls by itself are not recorded.
 *
 * `constants` are the tensors that kernels read and that are neither in `known` nor computed by a
 * kernel before, with copies of them: an operation frees the constants that it makes. The caller
 * frees the copies.
 */
export function recordKernels<T>(
  known: Iterable<Tensor>,
  run: () => T,
): {
  readonly result: T;
  readonly kernels: readonly RecordedKernel[];
  readonly constants: ReadonlyMap<Tensor, Tensor>;
} {
  const engine = tf.engine() as unknown as { runKernel: RunKernel };
  const own = Object.getOwnPropertyDescriptor(engine, 'runKernel');
  const original = engine.runKernel.bind(engine) as RunKernel;
  const kernels: RecordedKernel[] = [];
  const seen = new Set(known);
  const constants = new Map<Tensor, Tensor>();
  const keep = (tensor: Tensor) => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    constants.set(tensor, tf.keep(original('Identity', { x: tensor }) as Tensor));
  };
  let within = false;
  engine.runKernel = (kernel, inputs, attributes = {}) => {
    if (within) return original(kernel, inputs, attributes);
    const composite = compositeOf(kernel);
    if (composite) {
      const outputs = composite(inputs, attributes);
      return outputs.length === 1 ? outputs[0]! : outputs;
    }
    within = true;
    try {
      const result = original(kernel, inputs, attributes);
      const outputs = Array.isArray(result) ? result : [result];
      const read = given(inputs);
      for (const tensor of Object.values(read)) keep(tensor);
      for (const tensor of outputs) seen.add(tensor);
      kernels.push({ kernel, inputs: read, attributes, outputs });
      return result;
    } finally {
      within = false;
    }
  };
  try {
    return { result: run(), kernels, constants };
  } finally {
    if (own) Object.defineProperty(engine, 'runKernel', own);
    else delete (engine as { runKernel?: RunKernel }).runKernel;
  }
}

/** The inputs that a kernel was given, without optional ones that are absent. */
const given = (inputs: Readonly<Record<string, Tensor | null | undefined>>) =>
  Object.fromEntries(
    Object.entries(inputs).flatMap(([name, tensor]) => (tensor ? [[name, tensor] as const] : [])),
  );
