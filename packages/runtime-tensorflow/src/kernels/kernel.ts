import type { KernelConfig, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { NodeBackend } from '../engine/backend.ts';

type Run = (
  inputs: Readonly<Record<string, Tensor>>,
  attributes: Readonly<Record<string, unknown>>,
  backend: NodeBackend,
) => Tensor[];

/** A kernel of this engine. Tensors that `run` makes and does not return are freed. */
export const kernel = (name: string, run: Run): KernelConfig => ({
  kernelName: name,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const outputs = tf.tidy(
      () =>
        run(
          // A kernel's tensors are typed as maps or as what is known of them; here they are tensors.
          inputs as unknown as Record<string, Tensor>,
          (attrs ?? {}) as Record<string, unknown>,
          backend as NodeBackend,
        ) as unknown as tf.NamedTensorMap,
    ) as unknown as TensorInfo[];
    return outputs.length === 1 ? outputs[0]! : outputs;
  },
});
