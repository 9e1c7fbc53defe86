import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * x Phi(x) of each element, where Phi is the distribution function of N(0, 1), by the error
 * function: x/2 (1 + erf(x / sqrt(2))). Its gradient is Phi(x) + x exp(-x^2 / 2) / sqrt(2 pi).
 * Engines in JavaScript and WebAssembly compute erf with an absolute error of at most 1.5e-7.
 * Source: Hendrycks and Gimpel 2016.
 */
export const gelu = <T extends Tensor>(x: T): T =>
  tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)) as T;

/** x sigmoid(x) of each element. Source: Elfwing, Uchibe and Doya 2017. */
export const silu = <T extends Tensor>(x: T): T => tf.mul(x, tf.sigmoid(x)) as T;

/** min(max(x + 3, 0), 6) / 6 of each element. Source: Howard et al. 2019. */
export const hardSigmoid = <T extends Tensor>(x: T): T =>
  tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6) as T;

/** x min(max(x + 3, 0), 6) / 6 of each element. Source: Howard et al. 2019. */
export const hardSwish = <T extends Tensor>(x: T): T => tf.mul(x, hardSigmoid(x)) as T;
