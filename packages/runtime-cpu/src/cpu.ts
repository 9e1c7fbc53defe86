import type { Runtime } from '@codistill/core';
import {
  checkOneThread,
  eagerProgram,
  type OneThreadOptions,
  registerComposites,
} from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { registerEmptyConcat } from './emptyConcat.ts';
import './gradients.ts';

/**
 * The reference engine: TensorFlow.js in plain JavaScript, without native code, on one thread. It
 * is slow. The other engines are tested against it. It becomes the engine of every TensorFlow.js
 * operation in this process.
 * @throws InputError if more than one thread or a GPU is requested. Its programs throw InputError
 * for another precision than float32, or if random numbers are not fed by the host.
 */
export async function cpu(options: OneThreadOptions = {}): Promise<Runtime> {
  checkOneThread('cpu', options);
  await tf.setBackend('cpu');
  await tf.ready();
  registerComposites('cpu');
  registerEmptyConcat();
  // Otherwise the first tensor prints an advertisement for tfjs-node.
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  return {
    name: 'cpu',
    device: 'JavaScript, one thread',
    program: async (definition) => eagerProgram(definition, 'cpu'),
  };
}
