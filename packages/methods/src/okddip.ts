import { dataOptions, defineMethod } from '@codistill/core';
import { okddip } from '@codistill/strategies';
import { z } from 'zod';
import { arm, use } from './arm.ts';
import { branched } from './branched.ts';

/**
 * Online distillation with diverse peers: the base's first network gets branches for the leader and
 * the peers on a shared stem. See the strategy `okddip`.
 */
export const okddipMethod = defineMethod({
  id: 'okddip',
  about:
    'The first network with branches: peers that learn from targets of their own, and a leader that learns from the peers (OKDDip).',
  source: 'Chen et al. 2020, arXiv 1912.00350',
  options: dataOptions(okddip.options).extend({
    peers: z.number().int().min(2).default(3).describe('Number of branches besides the leader.'),
  }),
  create: ({ peers, ...options }) => ({
    arm: (base) =>
      arm(base, use('okddip', options), {
        networks: Object.fromEntries([branched(base, { count: peers + 1, gate: false })]),
      }),
  }),
});
