import { createRequire } from 'node:module';
import path from 'node:path';
import type { Runtime } from '@codistill/core';
import {
  checkOneThread,
  eagerProgram,
  type OneThreadOptions,
  registerComposites,
} from '@codistill/core/engine';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { wasmEngine } from './engine/engine.ts';
import './engine/gradients.ts';
import { kernels } from './kernels/all.ts';
import { registerKernels } from './kernels/kernel.ts';

/**
 * TensorFlow.js on WebAssembly with the kernels that training needs, on one thread. It becomes the
 * engine of every TensorFlow.js operation in this process. The first call loads the engine; later
 * calls return the same one.
 * @throws InputError if more than one thread or a GPU is requested. Its programs throw InputError
 * for another precision than float32, or if random numbers are not fed by the host.
 */
export async function wasm(options: OneThreadOptions = {}): Promise<Runtime> {
  checkOneThread('wasm', options);
  if (!tf.engine().registry['wasm']) {
    const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(path.dirname(main) + path.sep);
  }
  await tf.setBackend('wasm');
  await tf.ready();
  registerKernels(wasmEngine(), kernels);
  registerComposites('wasm');
  return {
    name: 'wasm',
    device: 'WebAssembly with SIMD, one thread',
    program: async (definition) => eagerProgram(definition, 'wasm'),
  };
}
