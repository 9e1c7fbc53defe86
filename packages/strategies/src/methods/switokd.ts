import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { arm, use, varyingData } from '../parts/arm.ts';
import { switokdOptions } from '../switokd.ts';

/**
 * Switchable distillation of the base's networks, of which the first teaches. See the strategy
 * `switokd`; it needs at least two networks.
 */
export const switokdMethod = defineMethod({
  id: 'switokd',
  about:
    'The first network teaches the others and pauses while it is too far ahead (switchable distillation).',
  source: 'Qian et al. 2022, arXiv 2209.04996',
  options: z.object(switokdOptions(varyingData)),
  create: (options) => ({ arm: (base) => arm(base, use('switokd', options)) }),
});
