import { defineStrategy, numbers } from '@codistill/core';
import { z } from 'zod';
import { lessonOptions, lessons } from './competition/lessons.ts';

/**
 * A control for the selection of competitive distillation: the first network always teaches all
 * others, with the losses of `competitive`, while it learns from the labels. `distill` has a
 * trained teacher.
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
