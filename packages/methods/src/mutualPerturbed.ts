import { dataOptions, defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { mutual } from '@codistill/strategies';
import { arm, use } from './arm.ts';
import { perturbed, perturbOptions } from './perturbed.ts';

/**
 * Deep mutual learning under the perturbation of `competitive`. It shows whether the perturbation
 * alone helps. The released code compares with this method.
 */
export const mutualPerturbedMethod = defineMethod({
  id: 'mutual-perturbed',
  about: 'Deep mutual learning with the perturbation of competitive distillation (control).',
  options: dataOptions(mutual.options).extend(perturbOptions('always', paperPool)),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('mutual', options), { update: 'simultaneous', ...perturbed(when, pool) }),
  }),
});
