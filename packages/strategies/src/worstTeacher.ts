import { defineStrategy, meanScores, numbers } from '@codistill/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { lessonOptions, lessons } from './competition/lessons.ts';
import { teaching } from './competition/teaching.ts';
import { entriesOf } from './peers.ts';

/**
 * The network with the highest cross-entropy of the batch teaches all others, with the losses of
 * `competitive`. Networks that tie for the worst do not teach each other, and a better network
 * learns from their mean. This strategy is a control for the selection of competitive distillation.
 */
export const worstTeacher = defineStrategy({
  id: 'worst-teacher',
  about: 'The network with the highest loss on the batch teaches the others (control).',
  options: z.object(lessonOptions),
  create({ temperature, kl, features, reduce }) {
    const varied = numbers({ temperature, kl, features });
    return {
      plan: varied.plan,
      flow(peers, { plan, scope }) {
        const weights = teaching(tf.neg(meanScores(peers)) as Tensor1D, 'best');
        const lesson = { ...varied.at(plan), reduce };
        return lessons(
          peers,
          peers,
          entriesOf(weights),
          lesson,
          scope,
          ({ id }) => `${id} is the worst of the batch`,
        );
      },
    };
  },
});
