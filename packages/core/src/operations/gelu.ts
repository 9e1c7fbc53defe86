import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { registerOperation, runOperation } from './register.ts';

/**
 * x Phi(x) of each element, where Phi is the distribution function of N(0, 1), by the error
 * function: x/2 (1 + erf(x / sqrt(2))). Its gradient is Phi(x) + x exp(-x^2 / 2) / sqrt(2 pi), and
 * needs x alone. Engines in JavaScript and WebAssembly compute erf with an absolute error of at most
 * 1.5e-7. Source: Hendrycks and Gimpel 2016.
 */
export const gelu = <T extends Tensor>(x: T): T => runOperation('Gelu', { x })[0] as T;

/** Twice the distribution function of N(0, 1). */
const twicePhi = (x: Tensor) => tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1);

registerOperation({
  name: 'Gelu',
  inputs: ['x'],
  outputs: 1,
  composite: ({ x }) => [tf.mul(tf.mul(x!, 0.5), twicePhi(x!))],
  gradient: (dy, { x }) => ({ x: () => runOperation('GeluGrad', { dy, x: x! })[0]! }),
});

registerOperation({
  name: 'GeluGrad',
  inputs: ['dy', 'x'],
  outputs: 1,
  composite({ dy, x }) {
    const density = tf.mul(tf.exp(tf.mul(tf.square(x!), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return [tf.mul(dy!, tf.add(tf.mul(twicePhi(x!), 0.5), tf.mul(x!, density)))];
  },
});
