import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { klDivergence } from '../operations/klDivergence.ts';
import { softmaxCrossEntropy } from '../operations/softmax.ts';
import type { Distribution } from './distribution.ts';
import { probabilities } from './probabilities.ts';

const smallest = 1e-30;
const average = (all: readonly Tensor[]) => tf.div(tf.addN([...all]), all.length);

/** One of K classes: p = softmax(z). */
export const categorical: Distribution = {
  name: 'categorical',
  mean: (logits) => tf.softmax(logits),
  logits: (mean) => tf.log(tf.maximum(mean, smallest)) as Tensor2D,
  ce: softmaxCrossEntropy,
  kl: klDivergence,
  smoothed: (targets, e) => tf.add(tf.mul(targets, 1 - e), e / targets.shape[1]) as Tensor2D,
  ensemble: softmaxEnsemble,
  curvature(logits, direction) {
    const p = tf.softmax(logits);
    const first = tf.sum(tf.mul(p, direction), 1);
    return tf.sub(tf.sum(tf.mul(p, tf.square(direction)), 1), tf.square(first)) as Tensor1D;
  },
  right: (logits, targets) =>
    tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(targets, 1)), 'float32') as Tensor1D,
  hostMean: probabilities,
};

/**
 * The logits z of the ensemble, [batch, K]: softmax(z / T) = mean_i softmax(z_i / T).
 *
 * At high temperatures T, softened probabilities differ from 1 / K by little. The rounding error of
 * their logarithm, times T, would be as large as these differences. With u_i = z_i / T, the mean m
 * of u_i over i, and a_i = u_i - m - (lse(u_i) - mean_j lse(u_j)), z / T equals m + log(1 + mean_i
 * (e^{a_i} - 1)) up to a constant. If the predictions are far apart, the code uses log mean_i p_i
 * instead.
 */
function softmaxEnsemble(logits: readonly Tensor2D[], temperature: number | Scalar): Tensor2D {
  if (logits.length === 1) return logits[0]!;
  const scaled = logits.map((z) => tf.div(z, temperature) as Tensor2D);
  const soft = average(scaled.map((z) => tf.softmax(z)));
  const far = tf.log(tf.maximum(soft, smallest));
  const middle = average(scaled);
  const normalizers = scaled.map((z) => tf.logSumExp(z, 1, true));
  const normalizer = average(normalizers);
  const gaps = scaled.map((z, i) => tf.sub(tf.sub(z, middle), tf.sub(normalizers[i]!, normalizer)));
  const near = tf.add(middle, tf.log1p(average(gaps.map((gap) => tf.expm1(gap)))));
  const largest = tf.max(tf.abs(tf.stack(gaps)), [0, 2]);
  const close = tf.expandDims(tf.less(largest, 1), 1);
  return tf.mul(tf.where(close, near, far), temperature) as Tensor2D;
}
