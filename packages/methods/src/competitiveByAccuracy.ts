import { dataOptions, defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { competitiveByAccuracy } from '@codistill/strategies';
import { arm, use } from './arm.ts';
import { perturbed, perturbOptions } from './perturbed.ts';

/** `competitive` with the strategy `competitive-by-accuracy`, under the same perturbation. */
export const competitiveByAccuracyMethod = defineMethod({
  id: 'competitive-by-accuracy',
  about: 'Competitive distillation that selects by the accuracy on the batch (control).',
  options: dataOptions(competitiveByAccuracy.options).extend(perturbOptions('always', paperPool)),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('competitive-by-accuracy', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
