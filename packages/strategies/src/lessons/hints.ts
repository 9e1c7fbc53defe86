import { defineLesson, numbers, varying } from '@codistill/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { fanIn, pointwise } from '../features/adapt.ts';
import { atSamePositions } from './grids.ts';
import { comparedFeatures, featureLoss, stageOption } from './stages.ts';

/**
 * FitNets hints: a learned regressor predicts the teacher's features from those of the student.
 *
 *     L = w sum_j mean_elements (W_j F_S^j - F_T^j)^2
 *
 * W_j is a learned 1x1 convolution without bias, [student channels, teacher channels], also where
 * the channels are equal. Maps of different size are average-pooled to the smaller grid first.
 * Tokens and vectors are compared in the same way.
 *
 * Source: Romero et al., ICLR 2015, which has half the sum in place of the mean, a convolution of
 * the size that matches both grids, and a training stage of its own for hints. w = 100 and the mean
 * are those of the benchmark RepDistiller. The option `hints` of `distill` leaves W out where the
 * channels are equal.
 */
export const hints = defineLesson({
  id: 'hints',
  about: 'A learned regressor predicts the features of the teacher from the student (FitNets).',
  source: 'Romero et al. 2015, arXiv 1412.6550; weight of github.com/HobbitLong/RepDistiller',
  options: z.object({
    weight: varying(z.number().nonnegative(), 100, 'Factor w of the loss.'),
    stage: stageOption('middle'),
  }),
  create({ weight, stage }) {
    const varied = numbers({ weight });
    return {
      plan: varied.plan,
      learn(pair, { plan, scope }) {
        const regressors = comparedFeatures(about.lesson, stage, pair).map(
          ({ teacher, student }, j) =>
            scope
              .at(`stage${j}`)
              .param('kernel', [channelsOf(student), channelsOf(teacher)], fanIn),
        );
        const loss = featureLoss(about, stage, pair, (features) =>
          tf.addN(
            features.map((both, j) => {
              const { teacher, student } =
                both.student.rank === 2 ? both : atSamePositions(about.lesson, both);
              const gap = tf.squaredDifference(pointwise(student, regressors[j]!), teacher);
              return tf.mean(tf.reshape(gap, [gap.shape[0]!, -1]), 1);
            }),
          ),
        );
        return { losses: [{ loss, weight: varied.at(plan).weight }] };
      },
    };
  },
});

const about = { lesson: 'hints', formula: 'sum_j mean_elements (W_j F_to - F_from)^2' };

const channelsOf = (x: Tensor) => x.shape[x.rank - 1]!;
