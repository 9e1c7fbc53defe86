import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { registerOperation, runOperation } from './register.ts';

/** max(x, 0), of the shape of x. The gradient at 0 is 0, as in PyTorch. */
export const relu = <T extends Tensor>(x: T): T => runOperation('Rectify', { x })[0] as T;

registerOperation({
  name: 'Rectify',
  inputs: ['x'],
  outputs: 1,
  composite: ({ x }) => [tf.relu(x!)],
  gradient: (dy, _inputs, [y]) => ({ x: () => runOperation('RectifyGrad', { dy, y: y! })[0]! }),
});

registerOperation({
  name: 'RectifyGrad',
  inputs: ['dy', 'y'],
  outputs: 1,
  composite: ({ dy, y }) => [tf.mul(dy!, tf.cast(tf.greater(y!, 0), 'float32'))],
});
