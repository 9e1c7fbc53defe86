import { defineLesson, numbers, times, untaped, varying } from '@codistill/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { pooled } from '../features/adapt.ts';
import { normOf } from './norms.ts';
import { type ComparedFeatures, featureLoss, stageOption } from './stages.ts';

/**
 * Relational knowledge distillation: the distances and angles between the examples of a batch
 * become those of the teacher.
 *
 *     L = w (w_d mean_ij h(d^S_ij / mu_S - d^T_ij / mu_T) + w_a mean_ijk h(c^S_ijk - c^T_ijk))
 *     d_ij = |f_i - f_j|,   c_ijk = e_ij e_ik,   e_ij = (f_j - f_i) / d_ij
 *
 * f are the features of each example, averaged over positions, [batch, channels]; mu is the mean of
 * all positive d in the batch, and h the Huber loss, x^2 / 2 for |x| <= 1 and |x| - 1/2 beyond. The
 * channels of both networks need not be alike. The loss of example i is its mean over j and k.
 *
 * Source: Park et al., CVPR 2019. w_d = 25 and w_a = 50 are its ratio 1 : 2 as the benchmarks
 * RepDistiller and mdistiller weigh it.
 */
export const rkd = defineLesson({
  id: 'rkd',
  about: 'Distances and angles between examples become those of the teacher (relational KD).',
  source: 'Park et al. 2019, arXiv 1904.05068; weights of github.com/HobbitLong/RepDistiller',
  options: z.object({
    weight: varying(z.number().nonnegative(), 1, 'Factor w of both losses.'),
    distance: varying(z.number().nonnegative(), 25, 'Factor w_d of the distances.'),
    angle: varying(z.number().nonnegative(), 50, 'Factor w_a of the angles.'),
    stage: stageOption('features'),
  }),
  create({ weight, distance, angle, stage }) {
    const varied = numbers({ weight, distance, angle });
    return {
      plan: varied.plan,
      learn(pair, { plan }) {
        const now = varied.at(plan);
        return {
          losses: [
            {
              loss: featureLoss(distances, stage, pair, (features) => compared(features, far)),
              weight: times(now.weight, now.distance),
            },
            {
              loss: featureLoss(angles, stage, pair, (features) => compared(features, turned)),
              weight: times(now.weight, now.angle),
            },
          ],
        };
      },
    };
  },
});

const distances = {
  lesson: 'rkd',
  name: 'rkd-distance',
  formula: 'mean_ij h(d_to / mean d_to - d_from / mean d_from)',
};
const angles = { lesson: 'rkd', name: 'rkd-angle', formula: 'mean_ijk h(c_to - c_from)' };

/** The Huber loss between the relations of both networks, [batch], summed over stages. */
const compared = (features: readonly ComparedFeatures[], relations: (f: Tensor2D) => Tensor) =>
  tf.addN(
    features.map(({ teacher, student }) => {
      const gap = tf.sub(relations(pooled(student)), relations(pooled(teacher)));
      const size = tf.abs(gap);
      const inner = tf.minimum(size, 1);
      const huber = tf.mul(inner, tf.sub(size, tf.mul(0.5, inner)));
      return tf.mean(tf.reshape(huber, [huber.shape[0]!, -1]), 1);
    }),
  );

/** The distances between examples over their mean, [batch, batch]. */
function far(f: Tensor2D): Tensor {
  const d = tf.reshape(normOf(between(f)), [f.shape[0], f.shape[0]]);
  const apart = untaped(() => tf.cast(tf.greater(d, smallest), 'float32'));
  const distance = tf.mul(d, apart);
  const mean = tf.div(tf.sum(distance), tf.maximum(tf.sum(apart), 1));
  return tf.div(distance, tf.maximum(mean, smallest));
}

/** Distances at or below this are zero: 1e-12 is what `normOf` gives for the zero vector. */
const smallest = 2e-12;

/** The cosines of the angles at example i between examples j and k, [batch, batch, batch]. */
function turned(f: Tensor2D): Tensor {
  const gaps = between(f);
  const directions = tf.div(gaps, normOf(gaps));
  return tf.matMul(directions, directions, false, true);
}

/** f_j - f_i at (i, j), [batch, batch, channels]. */
const between = (f: Tensor2D) => tf.sub(tf.expandDims(f, 0), tf.expandDims(f, 1));
