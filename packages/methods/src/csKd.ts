import { dataOptions, defineMethod } from '@codistill/core';
import { csKd } from '@codistill/strategies';
import { arm, use } from './arm.ts';

/**
 * Class-wise self-distillation of each of the base's networks, on batches of pairs. See the
 * strategy `cs-kd`.
 */
export const csKdMethod = defineMethod({
  id: 'cs-kd',
  about:
    'Trains every network by itself, on pairs of images of the same class (class-wise self-distillation).',
  source: 'Yun et al. 2020, arXiv 2003.13964',
  options: dataOptions(csKd.options),
  create: (options) => ({ arm: (base) => arm(base, use('cs-kd', options), { order: 'pairs' }) }),
});
