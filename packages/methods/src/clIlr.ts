import { dataOptions, defineMethod } from '@codistill/core';
import { clIlr } from '@codistill/strategies';
import { z } from 'zod';
import { arm, use } from './arm.ts';
import { branched } from './branched.ts';
import { variantsOf } from './variants.ts';

/**
 * Collaborative learning: the base's first network gets heads on a shared stem, and the stem's
 * gradient is divided by the number of heads. See the strategy `cl-ilr`.
 */
export const clIlrMethod = defineMethod({
  id: 'cl-ilr',
  about:
    'The first network with several heads, each of which learns from the mean of the others (collaborative learning).',
  source: 'Song and Chai 2018, arXiv 1805.11761',
  options: dataOptions(clIlr.options).extend({
    heads: z.number().int().min(2).default(4).describe('Number of heads.'),
  }),
  variants: variantsOf(clIlr),
  create: ({ heads, ...options }) => ({
    arm: (base) =>
      arm(base, use('cl-ilr', options), {
        networks: Object.fromEntries([
          branched(base, { count: heads, gate: false, rescale: true }),
        ]),
      }),
  }),
});
