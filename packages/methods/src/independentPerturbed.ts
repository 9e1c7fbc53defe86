import { defineMethod } from '@codistill/core';
import { paperPool } from '@codistill/perturbations';
import { z } from 'zod';
import { arm } from './arm.ts';
import { perturbed, perturbOptions } from './perturbed.ts';

/**
 * The base's networks, each trained on the labels alone, under the perturbation of `competitive`.
 * It shows what the perturbation gains without a teacher. A method that perturbs must be better
 * than this control before one can say that its teaching helps.
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
