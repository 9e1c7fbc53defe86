import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { labelSmoothingOptions } from '../labelSmoothing.ts';
import { arm, use } from '../parts/arm.ts';

/** The base's networks, each by itself, from smoothed labels. */
export const labelSmoothingMethod = defineMethod({
  id: 'label-smoothing',
  about: 'Trains every network by itself, with label smoothing (control).',
  source: 'Szegedy et al. 2016, arXiv 1512.00567',
  options: z.object(labelSmoothingOptions),
  create: (options) => ({ arm: (base) => arm(base, use('label-smoothing', options)) }),
});
