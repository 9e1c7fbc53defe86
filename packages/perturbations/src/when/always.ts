import { definePerturbationSchedule } from '@codistill/core';
import { z } from 'zod';
import { hits, networks } from './plan.ts';

/**
 * Perturbs in every step: network r from U{networks}, operator op from U(pool), as in the paper.
 */
export const always = definePerturbationSchedule({
  id: 'always',
  about: 'Perturbs one random network in every step.',
  source: 'Shi et al. 2025, arXiv 2506.23285',
  options: z.object({ networks }),
  create: ({ networks: which }) => ({
    plan: (_moment, rng, ids, pool) => hits(which, rng, ids, pool),
  }),
});
