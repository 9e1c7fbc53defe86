import { dataOptions, defineMethod } from '@codistill/core';
import { labelSmoothing } from '@codistill/strategies';
import { arm, use } from './arm.ts';

/** The base's networks, each trained alone on smoothed labels. */
export const labelSmoothingMethod = defineMethod({
  id: 'label-smoothing',
  about: 'Trains every network by itself, with label smoothing (control).',
  source: 'Szegedy et al. 2016, arXiv 1512.00567',
  options: dataOptions(labelSmoothing.options),
  create: (options) => ({ arm: (base) => arm(base, use('label-smoothing', options)) }),
});
