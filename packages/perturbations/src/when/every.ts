import { definePerturbationSchedule } from '@codistill/core';
import { z } from 'zod';
import { hits, networks } from './plan.ts';

/**
 * Perturbs in the batches b of an epoch with b mod steps = 0. b starts at 0 in every epoch. The
 * released code has steps 10.
 */
export const every = definePerturbationSchedule({
  id: 'every',
  about: 'Perturbs one random network in every n-th batch of an epoch.',
  source: 'github.com/XiaoleiDiao/Competitive-Distillation',
  options: z.object({
    steps: z.number().int().positive().default(10).describe('n, the interval in batches.'),
    networks,
  }),
  create: ({ steps, networks: which }) => ({
    plan: ({ step, stepsPerEpoch }, rng, ids, pool) =>
      (step % stepsPerEpoch) % steps === 0 ? hits(which, rng, ids, pool) : [],
  }),
});
