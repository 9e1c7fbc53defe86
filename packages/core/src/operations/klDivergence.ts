import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { registerOperation, runOperation } from './register.ts';

/**
 * KL(softmax(t) || softmax(s)) of each example, summed over classes, [batch], for target logits t
 * and student logits s, [batch, classes] each, with gradients in both. It is at least 0, and it is
 * 0 if the logits differ by a constant. If the distributions are close, as at high temperatures,
 * the rounding error is relative to the divergence, not to the logarithms of the probabilities.
 */
export function klDivergence(target: Tensor2D, student: Tensor2D): Tensor1D {
  return runOperation('KlDivergence', { target, student })[0] as Tensor1D;
}

// With p = softmax(t), d = t - s and x = d - sum_k p_k d_k, sum_k p_k x_k is 0 and
//   KL = log sum_k p_k e^-x_k = log(1 + sum_k p_k (e^-x_k - 1 + x_k)),
// a sum of nonnegative terms. If the divergence is large, the code uses the difference of two log
// probabilities instead, whose rounding error is absolute.
const large = 0.1;

function composite(target: Tensor, student: Tensor): Tensor {
  const logP = tf.logSoftmax(target);
  const p = tf.exp(logP);
  const direct = tf.sum(tf.mul(p, tf.sub(logP, tf.logSoftmax(student))), 1);
  const gap = tf.sub(target, student);
  const x = tf.sub(gap, tf.sum(tf.mul(p, gap), 1, true));
  // p e^-x is computed from the sum of exponents, because e^-x alone overflows if p is tiny.
  const far = tf.add(tf.mul(p, tf.sub(x, 1)), tf.exp(tf.sub(logP, x)));
  const terms = tf.where(tf.less(tf.abs(x), 0.5), tf.mul(p, excess(x)), far);
  return tf.where(tf.less(direct, large), tf.log1p(tf.sum(terms, 1)), direct);
}

/** e^-x - 1 + x for |x| below 0.5, by its series. */
function excess(x: Tensor): Tensor {
  // 1/2 - x (1/6 - x (1/24 - ...)): each coefficient is the previous one divided by the next
  // integer.
  let sum: Tensor = tf.fill(x.shape, 1 / 40320);
  for (const coefficient of [5040, 720, 120, 24, 6, 2])
    sum = tf.sub(1 / coefficient, tf.mul(x, sum));
  return tf.mul(tf.square(x), sum);
}

const column = (dy: Tensor) => tf.reshape(dy, [-1, 1]);

registerOperation({
  name: 'KlDivergence',
  inputs: ['target', 'student'],
  outputs: 1,
  composite: ({ target, student }) => [composite(target!, student!)],
  gradient: (dy, { target, student }) => ({
    student: () => tf.mul(tf.sub(tf.softmax(student!), tf.softmax(target!)), column(dy)),
    target: () => {
      const t = tf.logSoftmax(target!);
      const p = tf.exp(t);
      const gap = tf.sub(t, tf.logSoftmax(student!));
      return tf.mul(tf.mul(p, tf.sub(gap, tf.sum(tf.mul(p, gap), 1, true))), column(dy));
    },
  }),
});
