import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { arm, use, varyingData } from '../parts/arm.ts';
import { lessonOptions } from '../parts/competition.ts';
import { paperPool, perturbed, perturbOptions } from '../parts/pools.ts';

/** `competitive` with the strategy `worst-teacher`, under the same perturbation. */
export const worstTeacherMethod = defineMethod({
  id: 'worst-teacher',
  about: 'Competitive distillation in which the worst network of the batch teaches (control).',
  options: z.object({ ...lessonOptions(varyingData), ...perturbOptions('always', paperPool) }),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('worst-teacher', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
