import { dataOptions, defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { competitiveSmoothed } from '@codistill/strategies';
import { arm, use } from './arm.ts';
import { perturbed, perturbOptions } from './perturbed.ts';

/**
 * `competitive` with the strategy `competitive-smoothed`, under the same perturbation. It shows
 * whether selection by a single noisy batch matters.
 */
export const competitiveSmoothedMethod = defineMethod({
  id: 'competitive-smoothed',
  about: 'Competitive distillation that selects by a moving average of losses (control).',
  options: dataOptions(competitiveSmoothed.options).extend(perturbOptions('always', paperPool)),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('competitive-smoothed', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
