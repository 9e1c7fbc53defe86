import { dataOptions, defineMethod } from '@codistill/core';
import { psKd } from '@codistill/strategies';
import { arm, use } from './arm.ts';

/** Progressive self-distillation of each of the base's networks. See the strategy `ps-kd`. */
export const psKdMethod = defineMethod({
  id: 'ps-kd',
  about:
    'Trains every network by itself, from labels softened by its own predictions of the previous epoch (progressive self-distillation).',
  source: 'Kim et al. 2021, arXiv 2006.12000',
  options: dataOptions(psKd.options),
  create: (options) => ({ arm: (base) => arm(base, use('ps-kd', options)) }),
});
