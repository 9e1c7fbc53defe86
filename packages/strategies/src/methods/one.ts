import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { oneOptions } from '../one.ts';
import { arm, use, varyingData } from '../parts/arm.ts';
import { branched } from '../parts/branched.ts';

/**
 * On-the-fly native ensemble: the base's first network with branches and a gate. See the strategy
 * `one`.
 */
export const oneMethod = defineMethod({
  id: 'one',
  about:
    'The first network with branches that learn from their gated ensemble (on-the-fly native ensemble).',
  source: 'Lan et al. 2018, arXiv 1806.04606',
  options: z.object({
    ...oneOptions(varyingData),
    branches: z.number().int().min(2).default(3).describe('Number of branches.'),
  }),
  create: ({ branches, ...options }) => ({
    arm: (base) =>
      arm(base, use('one', options), {
        networks: Object.fromEntries([branched(base, { count: branches, gate: true })]),
      }),
  }),
});
