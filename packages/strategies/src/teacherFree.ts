import {
  defineStrategy,
  type Edge,
  type Loss,
  numbers,
  supervised,
  varying,
} from '@codistill/core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { withAnswers } from './competition/costs.ts';
import { learners } from './peers.ts';

/**
 * Teacher-free distillation: the network learns from a virtual teacher that is made from the label.
 *
 *     L = a CE(z, y) + b KL(softmax(u / T) || softmax(z))
 *     u_k = c where k = y, else (1 - c) / (K - 1)
 *
 * z, u and y are [batch, K]. Mixed labels mix u in the same way. There is no factor T^2, and the
 * student's logits are not divided by T, as in the source's code. The strategy is defined for
 * classes and bits, not for numbers.
 *
 * Source: Yuan et al., CVPR 2020. Its numbers and our differences: `teacherFree.card.md`.
 */
export const teacherFree = defineStrategy({
  id: 'teacher-free',
  about:
    'Every network learns from the labels and from a virtual teacher that is always right (teacher-free distillation).',
  source:
    'Yuan et al. 2020, arXiv 1909.11723; github.com/yuanli2333/Teacher-free-Knowledge-Distillation',
  options: z.object({
    correct: z
      .number()
      .min(0)
      .max(1)
      .default(0.99)
      .describe("u, the probability of the label's class; the other classes share the rest."),
    temperature: varying(
      z.number().positive(),
      20,
      "Temperature T, which divides u before softmax; the student's logits are not divided.",
    ),
    ce: varying(z.number().nonnegative(), 0.9, 'Factor of the cross-entropy with the labels.'),
    kl: varying(z.number().nonnegative(), 0.1, 'Factor of the KL with the virtual teacher.'),
  }),
  create({ correct, temperature, ce, kl }) {
    const varied = numbers({ temperature, ce, kl });
    return {
      holdsFor: withAnswers,
      plan: varied.plan,
      flow(peers, { plan }) {
        const now = varied.at(plan);
        const loss = virtualTeacher(correct, now.temperature);
        const edges: Edge[] =
          now.kl === 0
            ? []
            : learners(peers).map(({ id }) => ({ from: 'labels', to: id, loss, weight: now.kl }));
        return { edges: [...supervised(peers, { weight: now.ce }), ...edges] };
      },
    };
  },
});

const virtualTeacher = (correct: number, T: number | Scalar): Loss => ({
  name: 'virtual-teacher',
  formula: `KL(softmax(u/${typeof T === 'number' ? T : 'T'}) || softmax(z_to)), u_k = ${correct} where k = y, else ${Math.round((1 - correct) * 1e6) / 1e6} / (K - 1)`,
  perExample(student, _target, labels, { name, kl }) {
    if (name === 'bernoulli') {
      const u = tf.add(tf.mul(labels, 2 * correct - 1), 1 - correct);
      return kl(tf.div(tf.sub(tf.mul(u, 2), 1), T) as Tensor2D, student.logits);
    }
    const rest = (1 - correct) / (labels.shape[1] - 1);
    const u = tf.add(tf.mul(labels, correct - rest), rest);
    return kl(tf.div(u, T) as Tensor2D, student.logits);
  },
});
