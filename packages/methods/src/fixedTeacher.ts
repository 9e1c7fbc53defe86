import { dataOptions, defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { fixedTeacher } from '@codistill/strategies';
import { arm, use } from './arm.ts';
import { perturbed, perturbOptions } from './perturbed.ts';

/** `competitive` with the strategy `fixed-teacher`, under the same perturbation. */
export const fixedTeacherMethod = defineMethod({
  id: 'fixed-teacher',
  about: 'Competitive distillation in which the first network always teaches (control).',
  options: dataOptions(fixedTeacher.options).extend(perturbOptions('always', paperPool)),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('fixed-teacher', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
