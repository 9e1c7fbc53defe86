import { dataOptions, defineMethod } from '@codistill/core';
import { switokd } from '@codistill/strategies';
import { arm, use } from './arm.ts';

/**
 * Switchable online distillation of the base's networks, which must be at least two. The first one
 * is the teacher. See the strategy `switokd`.
 */
export const switokdMethod = defineMethod({
  id: 'switokd',
  about:
    'The first network teaches the others and pauses while it is too far ahead (switchable distillation).',
  source: 'Qian et al. 2022, arXiv 2209.04996',
  options: dataOptions(switokd.options),
  create: (options) => ({ arm: (base) => arm(base, use('switokd', options)) }),
});
