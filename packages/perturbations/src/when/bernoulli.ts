import { definePerturbationSchedule } from '@codistill/core';
import { z } from 'zod';
import { hits, networks } from './plan.ts';

/** In a step with probability p. */
export const bernoulli = definePerturbationSchedule({
  id: 'bernoulli',
  about: 'In each step, with some probability, one random network is perturbed.',
  options: z.object({
    probability: z.number().min(0).max(1).default(0.5).describe('How often.'),
    networks,
  }),
  create: ({ probability, networks: which }) => ({
    plan: (_moment, rng, ids, pool) =>
      rng.uniform() < probability ? hits(which, rng, ids, pool) : [],
  }),
});
