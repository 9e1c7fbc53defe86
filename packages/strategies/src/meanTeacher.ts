import {
  defineStrategy,
  type Edge,
  type Loss,
  numbers,
  rampOver,
  supervised,
  times,
  varying,
} from '@codistill/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { noFollower } from './errors.ts';
import { byNetwork, learners } from './peers.ts';

/**
 * Mean teacher: a network learns to agree with its own moving average.
 *
 *     L = CE(z_s, y) + w(t) mean_b (sum_k (p_s - p_t)^2 / K)
 *
 * p_t is the prediction of the average on the average's own view. z and y are [batch, K], and
 * w(t) >= 0. The average is a network that `follows` the student. If several networks learn, the
 * k-th following network teaches the k-th learning network.
 *
 * Source: Tarvainen and Valpola, NeurIPS 2017. Differences from it: `meanTeacher.card.md`.
 * @throws InputError if the numbers of following and learning networks differ.
 */
export const meanTeacher = defineStrategy({
  id: 'mean-teacher',
  about: 'A network learns from the moving average of its own weights (mean teacher).',
  source: 'Tarvainen and Valpola 2017, arXiv 1703.01780; github.com/CuriousAI/mean-teacher',
  options: z.object({
    weight: varying(
      z.number().nonnegative(),
      100,
      'Factor w of the consistency term after the ramp; the source uses 100 for 10 classes.',
    ),
    rampEpochs: z
      .number()
      .nonnegative()
      .default(5)
      .describe('Epochs of the ramp-up exp(-5 (1 - e / L)^2); 0 for none.'),
  }),
  create({ weight, rampEpochs }) {
    const ramp = rampEpochs === 0 ? 1 : rampOver({ epochs: rampEpochs }, { by: 'step' });
    const varied = numbers({ weight, ramp });
    return {
      plan: varied.plan,
      flow(peers, { plan }) {
        const now = varied.at(plan);
        const students = byNetwork(learners(peers));
        const averages = byNetwork(peers.filter((peer) => !peer.learns));
        const names = (groups: typeof students) => groups.map(([peer]) => peer!.network);
        if (students.length !== averages.length)
          throw noFollower('mean-teacher', names(students), names(averages));
        const edges: Edge[] = students.flatMap((heads, i) =>
          heads.map(({ id }, head) => ({
            from: averages[i]![head]!.id,
            to: id,
            loss: consistency,
            weight: times(now.weight, now.ramp),
          })),
        );
        return { edges: [...supervised(peers), ...edges] };
      },
    };
  },
});

const consistency: Loss = {
  name: 'consistency',
  formula: 'mean_k (softmax(z_to)_k - softmax(z_from)_k)^2',
  perExample: (student, target, _labels, { mean }) =>
    tf.mean(tf.squaredDifference(mean(student.logits), mean(target!.logits)), 1) as Tensor1D,
};
