import { defineStrategy, meanScores } from '@codistill/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { learning, learningOptions } from './competition/learning.ts';
import { teaching } from './competition/teaching.ts';
import { entriesOf } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * The network with the highest cross-entropy of the batch teaches all others, with the losses of
 * `competitive`. Networks that tie for the worst do not teach each other, and a better network
 * learns from their mean. This strategy is a control for the selection of competitive distillation.
 */
export const worstTeacher = defineStrategy({
  id: 'worst-teacher',
  about: 'The network with the highest loss on the batch teaches the others (control).',
  options: z.object(learningOptions),
  create(options) {
    const taught = learning(options);
    return {
      ...taught.declared,
      ...scaleFree,
      plan: taught.plan,
      flow(peers, given) {
        const weights = teaching(tf.neg(meanScores(peers)) as Tensor1D, 'best');
        return taught.flow(
          peers,
          peers,
          entriesOf(weights),
          given,
          ({ id }) => `${id} is the worst of the batch`,
        );
      },
    };
  },
});
