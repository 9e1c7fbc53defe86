import { defineOrder } from '@codistill/core';

/**
 * Every example once, in random order; what does not fill the last batch is left out, others in
 * every epoch.
 */
export const shuffled = defineOrder({
  id: 'shuffled',
  about: 'Every example once, in random order.',
  create: () => ({
    epoch: (labels, batchSize, rng) =>
      rng.permutation(labels.length).slice(0, Math.floor(labels.length / batchSize) * batchSize),
  }),
});
