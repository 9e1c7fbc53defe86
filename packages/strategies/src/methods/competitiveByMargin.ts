import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { arm, use, varyingData } from '../parts/arm.ts';
import { lessonOptions, teachersOption } from '../parts/competition.ts';
import { paperPool, perturbed, perturbOptions } from '../parts/pools.ts';

/** `competitive` with the strategy `competitive-by-margin`, under the same perturbation. */
export const competitiveByMarginMethod = defineMethod({
  id: 'competitive-by-margin',
  about: 'Competitive distillation that selects by the margin on the batch (control).',
  options: z.object({
    teachers: teachersOption('best'),
    ...lessonOptions(varyingData),
    ...perturbOptions('always', paperPool),
  }),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('competitive-by-margin', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
