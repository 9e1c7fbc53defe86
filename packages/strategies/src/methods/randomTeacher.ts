import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { arm, use, varyingData } from '../parts/arm.ts';
import { lessonOptions } from '../parts/competition.ts';
import { paperPool, perturbed, perturbOptions } from '../parts/pools.ts';

/**
 * `competitive` with the strategy `random-teacher`, under the same perturbation: is it the
 * selection that helps?
 */
export const randomTeacherMethod = defineMethod({
  id: 'random-teacher',
  about: 'Competitive distillation in which a random network of each batch teaches (control).',
  options: z.object({ ...lessonOptions(varyingData), ...perturbOptions('always', paperPool) }),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('random-teacher', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
