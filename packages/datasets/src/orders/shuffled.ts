import { defineOrder } from '@codistill/core';

/**
 * Every example once, in random order. Examples that do not fill the last batch are left out; they
 * differ from epoch to epoch.
 */
export const shuffled = defineOrder({
  id: 'shuffled',
  about: 'Every example once, in random order.',
  create: () => ({
    epoch: (labels, batchSize, rng) =>
      rng.permutation(labels.length).slice(0, Math.floor(labels.length / batchSize) * batchSize),
  }),
});
