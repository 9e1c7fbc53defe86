import { defineStrategy } from '@codistill/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { learning, learningOptions } from './competition/learning.ts';
import { entriesOf } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * In every step, one network teaches all others, with the losses of `competitive`. The teacher is
 * floor(u N), where the host draws u uniformly from [0, 1). This strategy is a control for the
 * selection of competitive distillation.
 */
export const randomTeacher = defineStrategy({
  id: 'random-teacher',
  about: 'A random network teaches the others in every batch (control).',
  options: z.object(learningOptions),
  create(options) {
    const taught = learning(options);
    return {
      ...taught.declared,
      ...scaleFree,
      plan: (moment, rng) => ({ ...taught.plan(moment), draw: rng.uniform() }),
      flow(peers, given) {
        const count = peers.length;
        const drawn = tf.floor(tf.mul(given.plan['draw'] as tf.Scalar, count));
        const row = tf.cast(tf.equal(tf.range(0, count), drawn), 'float32') as Tensor1D;
        return taught.flow(
          peers,
          peers,
          entriesOf(tf.tile(tf.expandDims(row, 1), [1, count])),
          given,
          ({ id }) => `${id} was drawn`,
        );
      },
    };
  },
});
