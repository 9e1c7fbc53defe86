import { dataOptions, defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { worstTeacher } from '@codistill/strategies';
import { arm, use } from './arm.ts';
import { perturbed, perturbOptions } from './perturbed.ts';

/** `competitive` with the strategy `worst-teacher`, under the same perturbation. */
export const worstTeacherMethod = defineMethod({
  id: 'worst-teacher',
  about: 'Competitive distillation in which the worst network of the batch teaches (control).',
  options: dataOptions(worstTeacher.options).extend(perturbOptions('always', paperPool)),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('worst-teacher', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
