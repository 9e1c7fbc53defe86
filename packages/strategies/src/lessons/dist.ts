import { defineLesson, type Loss, numbers, times, varying } from '@codistill/core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { normOf } from './norms.ts';

/**
 * DIST: the predictions of the student correlate with those of the teacher, over the classes of
 * each example and over the examples of each class.
 *
 *     L = w T^2 (beta mean_i (1 - r(p^S_i, p^T_i)) + gamma mean_k (1 - r(p^S_.k, p^T_.k)))
 *
 * p = softmax(z / T) is [batch, K], and r Pearson's correlation, so the scale and shift of either
 * side do not matter. The first part is of each example i. The second is of each class k over the
 * batch; example i contributes 1 - B mean_k of its own product in r, and the mean over the B
 * examples is the source's value.
 *
 * Source: Huang et al., NeurIPS 2022; beta = gamma = T = 1 are the defaults of its code, which adds
 * 1e-8 to the product of norms in r. Its CIFAR-100 recipe has beta = gamma = 2 and T = 4.
 */
export const dist = defineLesson({
  id: 'dist',
  about: 'Predictions correlate with those of the teacher, per example and per class (DIST).',
  source: 'Huang et al. 2022, arXiv 2205.10536; github.com/hunto/DIST_KD',
  options: z.object({
    weight: varying(z.number().nonnegative(), 1, 'Factor w of both losses.'),
    beta: varying(z.number().nonnegative(), 1, 'Factor of the correlation over classes.'),
    gamma: varying(z.number().nonnegative(), 1, 'Factor of the correlation over examples.'),
    temperature: varying(z.number().positive(), 1, 'Temperature T.'),
  }),
  create(options) {
    const varied = numbers(options);
    return {
      holdsFor: ['categorical'],
      plan: varied.plan,
      learn(_pair, { plan }) {
        const { weight, beta, gamma, temperature } = varied.at(plan);
        return {
          losses: [
            { loss: interLoss(temperature), weight: times(weight, beta) },
            { loss: intraLoss(temperature), weight: times(weight, gamma) },
          ],
        };
      },
    };
  },
});

type Temperature = number | Scalar;

const interLoss = (temperature: Temperature): Loss => ({
  name: 'dist-inter',
  formula: 'T^2 (1 - r(p_to, p_from)), r over the classes of each example',
  perExample: (student, target) =>
    scaled(temperature, tf.sum(products(student.logits, target!.logits, temperature, 1), 1)),
});
const intraLoss = (temperature: Temperature): Loss => ({
  name: 'dist-intra',
  formula: 'T^2 (1 - r(p_to, p_from)), r over the examples of each class',
  perExample(student, target) {
    const batch = student.logits.shape[0];
    const each = products(student.logits, target!.logits, temperature, 0);
    return scaled(temperature, tf.mul(batch, tf.mean(each, 1)));
  },
});

const scaled = (temperature: Temperature, correlation: Tensor) =>
  tf.mul(times(temperature, temperature), tf.sub(1, correlation)) as Tensor1D;

/** The products of p^S and p^T, [batch, K], whose sum over `axis` is r. */
function products(
  student: Tensor2D,
  teacher: Tensor2D,
  temperature: Temperature,
  axis: 0 | 1,
): Tensor {
  const centered = (logits: Tensor2D) => {
    const p = tf.softmax(tf.div(logits, temperature) as Tensor2D);
    return tf.sub(p, tf.mean(p, axis, true));
  };
  const [a, b] = [centered(student), centered(teacher)];
  const norm = (x: Tensor) => (axis === 1 ? normOf(x) : tf.transpose(normOf(tf.transpose(x))));
  return tf.div(tf.mul(a, b), tf.add(tf.mul(norm(a), norm(b)), 1e-8));
}
