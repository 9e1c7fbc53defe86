import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { WasmEngine } from '../engine/engine.ts';

export type Inputs = Readonly<Record<string, TensorInfo>>;
export type Attributes = Readonly<Record<string, unknown>>;

/** A kernel of this runtime, before it is bound to the started engine. */
export type Kernel = (engine: WasmEngine) => KernelConfig;

/** A kernel `name` whose inputs are float32 when `run` sees them; others are cast. */
export const floatKernel =
  (name: string, run: (engine: WasmEngine, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[]): Kernel =>
  (engine) => ({
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const given = inputs as NamedTensorInfoMap;
      const casts: Record<string, TensorInfo> = {};
      for (const [input, info] of Object.entries(given)) {
        if (info && info.dtype !== 'float32') casts[input] = tf.cast(info as tf.Tensor, 'float32');
      }
      const result = run(engine, { ...given, ...casts } as Inputs, (attrs ?? {}) as Attributes);
      for (const cast of Object.values(casts)) (cast as tf.Tensor).dispose();
      return result;
    },
  });

/** A kernel `name` made of TensorFlow.js operations; what they leave is freed. */
export const composedKernel =
  (name: string, run: (inputs: Readonly<Record<string, tf.Tensor>>, attributes: Attributes) => tf.Tensor): Kernel =>
  () => ({
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => run(inputs as unknown as Readonly<Record<string, tf.Tensor>>, (attrs ?? {}) as Attributes)),
  });

/** Binds the kernels to `engine` in place of those of the same name. May be called again. */
export function registerKernels(engine: WasmEngine, kernels: readonly Kernel[]): void {
  for (const kernel of kernels) {
    const config = kernel(engine);
    if (tf.getKernel(config.kernelName, 'wasm')) tf.unregisterKernel(config.kernelName, 'wasm');
    tf.registerKernel(config);
  }
}
