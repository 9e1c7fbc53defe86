import { defineLesson, numbers, varying } from '@codistill/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { atSamePositions } from './grids.ts';
import { unit } from './norms.ts';
import { type ComparedFeatures, featureLoss, stageOption } from './stages.ts';

/**
 * Attention transfer: the student attends to the same positions as the teacher.
 *
 *     L = w sum_j mean_positions (Q_S^j / |Q_S^j| - Q_T^j / |Q_T^j|)^2,   Q^j = mean_c (A_c^j)^2
 *
 * A_c^j is channel c of the map after stage j, and |Q| the Euclidean norm over positions, so
 * neither the numbers of channels nor the scales of both networks need be alike. Maps of different
 * size are average-pooled to the smaller grid first. Tokens are positions too.
 *
 * Source: Zagoruyko and Komodakis, ICLR 2017; w = 1000 and the mean over positions are those of its
 * code. Its paper has w = beta / 2 and a sum. Pooling is that of the benchmark RepDistiller.
 */
export const attentionTransfer = defineLesson({
  id: 'attention-transfer',
  about: 'The student attends to the same positions as the teacher (attention transfer).',
  source:
    'Zagoruyko and Komodakis 2017, arXiv 1612.03928; github.com/szagoruyko/attention-transfer',
  options: z.object({
    weight: varying(z.number().nonnegative(), 1000, 'Factor w of the loss, beta in the code.'),
    stage: stageOption('all'),
  }),
  create({ weight, stage }) {
    const varied = numbers({ weight });
    return {
      plan: varied.plan,
      learn: (pair, { plan }) => ({
        losses: [
          { loss: featureLoss(about, stage, pair, compare), weight: varied.at(plan).weight },
        ],
      }),
    };
  },
});

const about = {
  lesson: 'attention-transfer',
  formula: 'sum_j mean_positions (Q_to/|Q_to| - Q_from/|Q_from|)^2, Q = mean_c A_c^2',
};

const compare = (features: readonly ComparedFeatures[]): Tensor =>
  tf.addN(
    features.map((pair) => {
      const { teacher, student } = atSamePositions(about.lesson, pair);
      return tf.mean(tf.squaredDifference(attention(student), attention(teacher)), 1);
    }),
  );

/** The normalized attention of each example, [batch, positions]. */
export function attention(features: Tensor): Tensor {
  const energy = tf.mean(tf.square(features), -1);
  return unit(tf.reshape(energy, [features.shape[0]!, -1]));
}
