import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { mutualOptions } from '../mutual.ts';
import { arm, use, varyingData } from '../parts/arm.ts';
import { paperPool, perturbed, perturbOptions } from '../parts/pools.ts';

/**
 * Deep mutual learning under the perturbation of `competitive`: is it the perturbation that helps?
 * The released code compares against this arm.
 */
export const mutualPerturbedMethod = defineMethod({
  id: 'mutual-perturbed',
  about: 'Deep mutual learning with the perturbation of competitive distillation (control).',
  options: z.object({ ...mutualOptions(varyingData), ...perturbOptions('always', paperPool) }),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('mutual', options), { update: 'simultaneous', ...perturbed(when, pool) }),
  }),
});
