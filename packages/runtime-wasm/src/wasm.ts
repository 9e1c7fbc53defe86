import { createRequire } from 'node:module';
import path from 'node:path';
import { eagerProgram, type Runtime, registerComposites } from '@codistill/core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { wasmEngine } from './engine/engine.ts';
import './engine/gradients.ts';
import { kernels } from './kernels/all.ts';
import { registerKernels } from './kernels/kernel.ts';

/**
 * TensorFlow.js on WebAssembly, started, with the kernels that training needs. It becomes the
 * engine of every TensorFlow.js operation in this process; the first call loads the engine, later
 * ones give it back.
 */
export async function wasm(): Promise<Runtime> {
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
