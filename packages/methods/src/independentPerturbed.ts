import { defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { z } from 'zod';
import { arm } from './arm.ts';
import { perturbed, perturbOptions } from './perturbed.ts';

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
