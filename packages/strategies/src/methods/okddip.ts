import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { okddipOptions } from '../okddip.ts';
import { arm, use, varyingData } from '../parts/arm.ts';
import { branched } from '../parts/branched.ts';

/**
 * Diverse peers: the base's first network with a leader's branch and the peers' on a shared stem.
 * See the strategy `okddip`.
 */
export const okddipMethod = defineMethod({
  id: 'okddip',
  about:
    'The first network with branches: peers that learn from targets of their own, and a leader that learns from the peers (OKDDip).',
  source: 'Chen et al. 2020, arXiv 1912.00350',
  options: z.object({
    ...okddipOptions(varyingData),
    peers: z.number().int().min(2).default(3).describe('Number of branches besides the leader.'),
  }),
  create: ({ peers, ...options }) => ({
    arm: (base) =>
      arm(base, use('okddip', options), {
        networks: Object.fromEntries([branched(base, { count: peers + 1, gate: false })]),
      }),
  }),
});
