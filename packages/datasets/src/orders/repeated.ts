import { defineOrder } from '@codistill/core';
import { z } from 'zod';

/**
 * Repeated augmentation: `times` copies of each drawn example follow each other, so a batch sees
 * them under different augmentations. An epoch has as many batches as without repetition, so it
 * visits one example in `times`.
 *
 * Source: Hoffer et al. 2020, arXiv 1901.09335. Like the sampler of DeiT, an epoch has the usual
 * length. Here the copies are in the same batch, as in the publication, except at its edges.
 */
export const repeated = defineOrder({
  id: 'repeated',
  about: 'Several copies of each drawn example in a batch, for repeated augmentation.',
  source: 'Hoffer et al. 2020, arXiv 1901.09335',
  options: z.object({
    times: z.number().int().positive().default(3).describe('Number of copies of an example.'),
  }),
  create: ({ times }) => ({
    epoch(groups, batchSize, rng) {
      const order = rng.permutation(groups.length);
      const count = Math.floor(groups.length / batchSize) * batchSize;
      return Int32Array.from({ length: count }, (_, i) => order[Math.floor(i / times)]!);
    },
  }),
});
