import { dataOptions, defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { randomTeacher } from '@codistill/strategies';
import { arm, use } from './arm.ts';
import { perturbed, perturbOptions } from './perturbed.ts';

/**
 * `competitive` with the strategy `random-teacher`, under the same perturbation. It shows whether
 * the selection of the teacher helps.
 */
export const randomTeacherMethod = defineMethod({
  id: 'random-teacher',
  about: 'Competitive distillation in which a random network of each batch teaches (control).',
  options: dataOptions(randomTeacher.options).extend(perturbOptions('always', paperPool)),
  create: ({ when, pool, ...options }) => ({
    arm: (base) =>
      arm(base, use('random-teacher', options), {
        update: 'simultaneous',
        ...perturbed(when, pool),
      }),
  }),
});
