import { defineStrategy, numbers } from '@codistill/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { lessonOptions, lessons } from './competition/lessons.ts';
import { entriesOf } from './peers.ts';

/**
 * In every step, one network teaches all others, with the losses of `competitive`. The teacher is
 * floor(u N), where the host draws u uniformly from [0, 1). This strategy is a control for the
 * selection of competitive distillation.
 */
export const randomTeacher = defineStrategy({
  id: 'random-teacher',
  about: 'A random network teaches the others in every batch (control).',
  options: z.object(lessonOptions),
  create({ temperature, kl, features, reduce }) {
    const varied = numbers({ temperature, kl, features });
    return {
      plan: (moment, rng) => ({ ...varied.plan(moment), draw: rng.uniform() }),
      flow(peers, { plan, scope }) {
        const count = peers.length;
        const drawn = tf.floor(tf.mul(plan['draw'] as tf.Scalar, count));
        const row = tf.cast(tf.equal(tf.range(0, count), drawn), 'float32') as Tensor1D;
        const lesson = { ...varied.at(plan), reduce };
        return lessons(
          peers,
          peers,
          entriesOf(tf.tile(tf.expandDims(row, 1), [1, count])),
          lesson,
          scope,
          ({ id }) => `${id} was drawn`,
        );
      },
    };
  },
});
