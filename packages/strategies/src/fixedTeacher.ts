import { defineStrategy, numbers } from '@codistill/core';
import { z } from 'zod';
import { lessonOptions, lessons } from './competition/lessons.ts';

/**
 * The first network always teaches all others, with the losses of `competitive`, and itself learns
 * from the labels. This strategy is a control for the selection of competitive distillation. For a
 * trained teacher, use `distill`.
 */
export const fixedTeacher = defineStrategy({
  id: 'fixed-teacher',
  about: 'The first network always teaches the others while it trains (control).',
  options: z.object(lessonOptions),
  create({ temperature, kl, features, reduce }) {
    const varied = numbers({ temperature, kl, features });
    return {
      plan: varied.plan,
      flow: (peers, { plan, scope }) =>
        lessons(
          peers,
          peers,
          (teacher) => (teacher === 0 ? 1 : undefined),
          { ...varied.at(plan), reduce },
          scope,
          ({ id }) => `${id} is the first`,
        ),
    };
  },
});
