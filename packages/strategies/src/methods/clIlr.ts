import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { clIlrOptions, clIlrVariants } from '../clIlr.ts';
import { arm, use, varyingData } from '../parts/arm.ts';
import { branched } from '../parts/branched.ts';

/**
 * Collaborative learning: the base's first network with heads on a shared stem, whose gradient is
 * divided by their number. See the strategy `cl-ilr`.
 */
export const clIlrMethod = defineMethod({
  id: 'cl-ilr',
  about:
    'The first network with several heads, each of which learns from the mean of the others (collaborative learning).',
  source: 'Song and Chai 2018, arXiv 1805.11761',
  options: z.object({
    ...clIlrOptions(varyingData),
    heads: z.number().int().min(2).default(4).describe('Number of heads.'),
  }),
  variants: clIlrVariants,
  create: ({ heads, ...options }) => ({
    arm: (base) =>
      arm(base, use('cl-ilr', options), {
        networks: Object.fromEntries([
          branched(base, { count: heads, gate: false, rescale: true }),
        ]),
      }),
  }),
});
