import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { competitiveSmoothedOptions } from '../competitiveSmoothed.ts';
import { arm, use, varyingData } from '../parts/arm.ts';
import { paperPool, perturbed, perturbOptions } from '../parts/pools.ts';

/**
 * `competitive` with the strategy `competitive-smoothed`, under the same perturbation: does the
 * choice on one noisy batch matter?
 */
export const competitiveSmoothedMethod = defineMethod({
  id: 'competitive-smoothed',
  about: 'Competitive distillation that selects by a moving average of losses (control).',
  options: z.object({
    ...competitiveSmoothedOptions(varyingData),
    ...perturbOptions('always', paperPool),
  }),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('competitive-smoothed', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
