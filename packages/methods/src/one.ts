import { dataOptions, defineMethod } from '@codistill/core';
import { one } from '@codistill/strategies';
import { z } from 'zod';
import { arm, use } from './arm.ts';
import { branched } from './branched.ts';

/**
 * On-the-fly native ensemble: the base's first network gets branches and a gate. See the strategy
 * `one`.
 */
export const oneMethod = defineMethod({
  id: 'one',
  about:
    'The first network with branches that learn from their gated ensemble (on-the-fly native ensemble).',
  source: 'Lan et al. 2018, arXiv 1806.04606',
  options: dataOptions(one.options).extend({
    branches: z.number().int().min(2).default(3).describe('Number of branches.'),
  }),
  create: ({ branches, ...options }) => ({
    arm: (base) =>
      arm(base, use('one', options), {
        networks: Object.fromEntries([branched(base, { count: branches, gate: true })]),
      }),
  }),
});
