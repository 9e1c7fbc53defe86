import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import type { Runtime } from '../contracts/program.ts';
import { registerComposites } from '../operations/register.ts';
import { eagerProgram } from '../program/eagerProgram.ts';

/** The plain JavaScript engine of TensorFlow.js, for the tests of the core. */
export async function startEngine(): Promise<Runtime> {
  await tf.setBackend('cpu');
  registerComposites('cpu');
  return {
    name: 'cpu',
    device: 'JavaScript',
    program: async (definition) => eagerProgram(definition),
  };
}
