import { definePerturbationSchedule } from '@codistill/core';
import { z } from 'zod';
import { hits, networks } from './plan.ts';

/** Perturbs in each step with probability p. */
export const bernoulli = definePerturbationSchedule({
  id: 'bernoulli',
  about: 'Perturbs one random network in each step with a given probability.',
  options: z.object({
    probability: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Probability of a perturbation in a step.'),
    networks,
  }),
  create: ({ probability, networks: which }) => ({
    plan: (_moment, rng, ids, pool) =>
      rng.uniform() < probability ? hits(which, rng, ids, pool) : [],
  }),
});
