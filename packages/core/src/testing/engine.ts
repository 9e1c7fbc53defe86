import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import type { Runtime } from '../contracts/program.ts';
import { registerComposites } from '../operations/register.ts';
import { eagerProgram } from '../program/eagerProgram.ts';

/** TensorFlow.js's own JavaScript engine, for the core's tests. */
export async function startEngine(): Promise<Runtime> {
  await tf.setBackend('cpu');
  registerComposites('cpu');
  return {
    name: 'cpu',
    device: 'JavaScript',
    program: async (definition) => eagerProgram(definition),
  };
}
