import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { arm } from '../parts/arm.ts';
import { paperPool, perturbed, perturbOptions } from '../parts/pools.ts';

/**
 * The base's networks, each from the labels alone, under the perturbation of `competitive`: what
 * does the perturbation gain without any teacher? A method that perturbs must be better than this
 * control before its teaching can be said to help.
 */
export const independentPerturbedMethod = defineMethod({
  id: 'independent-perturbed',
  about:
    'Trains every network by itself, with the perturbation of competitive distillation (control).',
  options: z.object(perturbOptions('always', paperPool)),
  create: ({ when, pool }) => ({
    arm: (base) => arm(base, 'independent', { update: 'simultaneous', ...perturbed(when, pool) }),
  }),
});
