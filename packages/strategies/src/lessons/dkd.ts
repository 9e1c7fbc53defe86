import {
  type Distribution,
  defineLesson,
  type Loss,
  numbers,
  times,
  varying,
} from '@codistill/core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { warmUp, warmUpOption } from './warmUp.ts';

/**
 * Decoupled knowledge distillation: the KL with the teacher, separated into what it says about the
 * target class and about the other classes.
 *
 *     L = w T^2 (alpha KL(b^T || b^S) + beta KL(q^T || q^S))
 *
 * b = (p_y, 1 - p_y) is the binary distribution of the target class y and q = p_k / (1 - p_y), k !=
 * y, that of the other classes, with p = softmax(z / T). y is the class with the largest label. The
 * KL of both networks is KL(b^T || b^S) + (1 - p_y^T) KL(q^T || q^S), which ties the second part to
 * the teacher's confidence.
 *
 * Source: Zhao et al., CVPR 2022; alpha = 1, beta = 8, T = 4 and the warm-up of 20 epochs are those
 * of its code for CIFAR-100. A shorter training never reaches the full weight unless `warmUp` is
 * shorter too. Its code excludes the target by subtracting 1000 from z_y / T; here it is left out
 * exactly.
 */
export const dkd = defineLesson({
  id: 'dkd',
  about: 'The KL with the teacher on the target class and on the other classes, apart (DKD).',
  source: 'Zhao et al. 2022, arXiv 2203.08679; github.com/megvii-research/mdistiller',
  options: z.object({
    weight: varying(z.number().nonnegative(), 1, 'Factor w of both losses.'),
    alpha: varying(z.number().nonnegative(), 1, 'Factor of the KL on the target class.'),
    beta: varying(z.number().nonnegative(), 8, 'Factor of the KL on the other classes.'),
    temperature: varying(z.number().positive(), 4, 'Temperature T.'),
    warmUp: warmUpOption,
  }),
  create({ warmUp: epochs, ...options }) {
    const varied = numbers(options);
    const warming = warmUp(epochs);
    return {
      holdsFor: ['categorical'],
      plan: (moment) => ({ ...varied.plan(moment), ...warming.plan(moment) }),
      learn(_pair, { plan }) {
        const { weight, alpha, beta, temperature } = varied.at(plan);
        const full = times(weight, warming.at(plan));
        return {
          losses: [
            { loss: targetLoss(temperature), weight: times(full, alpha) },
            { loss: othersLoss(temperature), weight: times(full, beta) },
          ],
        };
      },
    };
  },
});

type Temperature = number | Scalar;
type View = (scaled: Tensor2D, own: Tensor2D) => Tensor2D;

const targetLoss = (temperature: Temperature): Loss => ({
  name: 'dkd-target',
  formula: 'T^2 KL(b_from || b_to), b = (p_y, 1 - p_y)',
  perExample: (student, target, labels, distribution) =>
    klOf(binary, student.logits, target!.logits, labels, temperature, distribution),
});
const othersLoss = (temperature: Temperature): Loss => ({
  name: 'dkd-others',
  formula: 'T^2 KL(q_from || q_to), q = p_k / (1 - p_y), k != y',
  perExample: (student, target, labels, distribution) =>
    klOf(others, student.logits, target!.logits, labels, temperature, distribution),
});

/** T^2 KL between the views of z_t / T and of z_s / T, [batch]. */
function klOf(
  view: View,
  student: Tensor2D,
  teacher: Tensor2D,
  labels: Tensor2D,
  temperature: Temperature,
  distribution: Distribution,
): Tensor1D {
  const own = tf.cast(tf.oneHot(tf.argMax(labels, 1), labels.shape[1]), 'float32') as Tensor2D;
  const seen = (logits: Tensor2D) => view(tf.div(logits, temperature) as Tensor2D, own);
  const kl = distribution.kl(seen(teacher), seen(student));
  return tf.mul(kl, times(temperature, temperature)) as Tensor1D;
}

/** Logits of the other classes: the target's logit is so small that its probability is 0. */
const others: View = (scaled, own) =>
  tf.sub(tf.mul(scaled, tf.sub(1, own)), tf.mul(own, 1e9)) as Tensor2D;

/** Logits of (p_y, 1 - p_y): the target's logit, and the logarithm of the sum over the others. */
const binary: View = (scaled, own) =>
  tf.stack([tf.sum(tf.mul(scaled, own), 1), tf.logSumExp(others(scaled, own), 1)], 1) as Tensor2D;
