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
 * TensorFlow.js on WebAssembly, started, with the kernels that training needs. It becomes the
 * engine of every TensorFlow.js operation in this process; the first call loads the engine, later
 * ones give it back.
 * @throws InputError where more than one thread or a GPU is asked for; its programs, where another
 * precision than float32 or other random numbers than the host's are.
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
