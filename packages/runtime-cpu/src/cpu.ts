import type { Runtime } from '@codistill/core';
import {
  checkOneThread,
  eagerProgram,
  type OneThreadOptions,
  registerComposites,
} from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import './gradients.ts';

/**
 * The reference engine, started: TensorFlow.js in plain JavaScript. Slow, with no native part, and
 * what the other engines are tested against.
 * It becomes the engine of every TensorFlow.js operation in this process.
 * @throws InputError where more than one thread or a GPU is asked for; its programs, where another
 * precision than float32 or other random numbers than the host's are.
 */
export async function cpu(options: OneThreadOptions = {}): Promise<Runtime> {
  checkOneThread('cpu', options);
  await tf.setBackend('cpu');
  await tf.ready();
  registerComposites('cpu');
  // Else the first tensor prints an advertisement for tfjs-node.
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  return {
    name: 'cpu',
    device: 'JavaScript, one thread',
    program: async (definition) => eagerProgram(definition, 'cpu'),
  };
}
