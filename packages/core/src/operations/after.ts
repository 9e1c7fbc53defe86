import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { registerOperation, runOperation } from './register.ts';

/**
 * The values of x, of the shape of x, not before `other` is computed. So an engine that plans ahead
 * does not use x in the meantime. There is no gradient.
 */
export const after = <T extends Tensor>(x: T, other: Tensor): T =>
  runOperation('After', { x, other })[0] as T;

registerOperation({
  name: 'After',
  inputs: ['x', 'other'],
  outputs: 1,
  composite: ({ x }) => [tf.clone(x!)],
});
