import { dataOptions, defineMethod, type Experiment } from '@codistill/core';
import { mutual } from '@codistill/strategies';
import { z } from 'zod';
import { arm, learning, use } from './arm.ts';
import { branched } from './branched.ts';
import { variantsOf } from './variants.ts';

/**
 * Deep mutual learning of the base's networks. See the strategy `mutual`. Variants:
 *
 * - `mutual-paper` updates the networks in turn.
 * - `mutual-official` does so too, with the sum over peers and label smoothing 0.1.
 * - `mutual-okddip` learns from the mean of the others at T = 3, which is not detached.
 * - `mutual-mcl-okd` puts as many branches on the shared stem of the first network as the base has
 *   networks, at T = 2. That code shares the first convolution and the first stage.
 */
export const mutualMethod = defineMethod({
  id: 'mutual',
  about: 'Deep mutual learning: every network learns from the labels and from all other networks.',
  source: 'Zhang et al. 2018, arXiv 1706.00384',
  options: dataOptions(mutual.options).extend({
    update: z
      .enum(['simultaneous', 'alternating'])
      .default('simultaneous')
      .describe("Update all networks at once, or in turn as in the paper's Algorithm 1."),
    networks: z
      .enum(['separate', 'shared-stem'])
      .default('separate')
      .describe(
        'Use the networks of the base experiment, or as many branches of its first network.',
      ),
  }),
  variants: {
    'mutual-paper': { update: 'alternating' },
    'mutual-official': { ...variantsOf(mutual)['mutual-official'], update: 'alternating' },
    'mutual-okddip': variantsOf(mutual)['mutual-okddip'],
    'mutual-mcl-okd': { ...variantsOf(mutual)['mutual-mcl-okd'], networks: 'shared-stem' },
  },
  create: ({ update, networks, ...options }) => ({
    arm: (base) =>
      arm(base, use('mutual', options), {
        update,
        ...(networks === 'shared-stem' && { networks: sharedStem(base) }),
      }),
  }),
});

const sharedStem = (base: Experiment) =>
  Object.fromEntries([
    branched(base, { count: Math.max(2, learning(base).length), sharedStages: 1, gate: false }),
  ]);
