import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** x sigmoid(x) of each element. Source: Elfwing, Uchibe and Doya 2017. */
export const silu = <T extends Tensor>(x: T): T => tf.mul(x, tf.sigmoid(x)) as T;

/** min(max(x + 3, 0), 6) / 6 of each element. Source: Howard et al. 2019. */
export const hardSigmoid = <T extends Tensor>(x: T): T =>
  tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6) as T;

/** x min(max(x + 3, 0), 6) / 6 of each element. Source: Howard et al. 2019. */
export const hardSwish = <T extends Tensor>(x: T): T => tf.mul(x, hardSigmoid(x)) as T;
