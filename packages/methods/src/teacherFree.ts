import { dataOptions, defineMethod } from '@codistill/core';
import { teacherFree } from '@codistill/strategies';
import { arm, use } from './arm.ts';

/**
 * Teacher-free distillation of each of the base's networks from a virtual teacher. See the strategy
 * `teacher-free`. Its self-training is `teacher-free-self`.
 */
export const teacherFreeMethod = defineMethod({
  id: 'teacher-free',
  about:
    'Trains every network by itself, from the labels and a virtual teacher (teacher-free distillation).',
  source: 'Yuan et al. 2020, arXiv 1909.11723',
  options: dataOptions(teacherFree.options),
  create: (options) => ({ arm: (base) => arm(base, use('teacher-free', options)) }),
});
