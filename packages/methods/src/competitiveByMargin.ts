import { dataOptions, defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { competitiveByMargin } from '@codistill/strategies';
import { arm, use } from './arm.ts';
import { perturbed, perturbOptions } from './perturbed.ts';

/** `competitive` with the strategy `competitive-by-margin`, under the same perturbation. */
export const competitiveByMarginMethod = defineMethod({
  id: 'competitive-by-margin',
  about: 'Competitive distillation that selects by the margin on the batch (control).',
  options: dataOptions(competitiveByMargin.options).extend(perturbOptions('always', paperPool)),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('competitive-by-margin', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
