import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { WasmEngine } from '../engine/engine.ts';

export type Inputs = Readonly<Record<string, TensorInfo>>;
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * A kernel of this runtime, before it is bound to the started engine. `original` is the engine's
 * own kernel of that name.
 */
export interface Kernel {
  readonly name: string;
  bind(engine: WasmEngine, original: KernelFunc | undefined): KernelFunc;
}

/** A kernel `name` for float32 inputs. Other inputs are cast before `run` sees them. */
export const floatKernel = (
  name: string,
  run: (engine: WasmEngine, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[],
): Kernel => ({
  name,
  bind: (engine) => (given) => {
    const casts: Record<string, tf.Tensor> = {};
    for (const [input, info] of Object.entries(given.inputs)) {
      if (info && info.dtype !== 'float32') casts[input] = tf.cast(info as tf.Tensor, 'float32');
    }
    const result = run(engine, { ...given.inputs, ...casts } as Inputs, attributesOf(given));
    for (const cast of Object.values(casts)) cast.dispose();
    return result;
  },
});

/** A kernel `name` composed of TensorFlow.js operations. Intermediate tensors are freed. */
export const composedKernel = (
  name: string,
  run: (inputs: Readonly<Record<string, tf.Tensor>>, attributes: Attributes) => tf.Tensor,
): Kernel => ({
  name,
  bind: () => (given) =>
    tf.tidy(() => run(given.inputs as Readonly<Record<string, tf.Tensor>>, attributesOf(given))),
});

/** A kernel `name` that uses our code for float32 and the engine's for any other type. */
export const floatOnlyKernel = (
  name: string,
  run: (engine: WasmEngine, x: TensorInfo, attributes: Attributes) => TensorInfo,
): Kernel => ({
  name,
  bind: (engine, original) => (given) => {
    const x = given.inputs['x']!;
    return x.dtype === 'float32' || !original
      ? run(engine, x, attributesOf(given))
      : original(given);
  },
});

export const attributesOf = ({ attrs }: { readonly attrs?: object | undefined }): Attributes =>
  (attrs ?? {}) as Attributes;

interface Registered extends KernelConfig {
  readonly original?: KernelFunc | undefined;
}

/** Binds the kernels to `engine`, replacing those with the same names. It may be called again. */
export function registerKernels(engine: WasmEngine, kernels: readonly Kernel[]): void {
  for (const { name, bind } of kernels) {
    const known: Registered | undefined = tf.getKernel(name, 'wasm');
    const original = known && 'original' in known ? known.original : known?.kernelFunc;
    if (known) tf.unregisterKernel(name, 'wasm');
    const config: Registered = {
      kernelName: name,
      backendName: 'wasm',
      kernelFunc: bind(engine, original),
      original,
    };
    tf.registerKernel(config);
  }
}
