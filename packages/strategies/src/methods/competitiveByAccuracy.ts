import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { arm, use, varyingData } from '../parts/arm.ts';
import { lessonOptions, teachersOption } from '../parts/competition.ts';
import { paperPool, perturbed, perturbOptions } from '../parts/pools.ts';

/** `competitive` with the strategy `competitive-by-accuracy`, under the same perturbation. */
export const competitiveByAccuracyMethod = defineMethod({
  id: 'competitive-by-accuracy',
  about: 'Competitive distillation that selects by the accuracy on the batch (control).',
  options: z.object({
    teachers: teachersOption('best'),
    ...lessonOptions(varyingData),
    ...perturbOptions('always', paperPool),
  }),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('competitive-by-accuracy', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
