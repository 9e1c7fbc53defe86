import { defineMethod } from '@codistill/core';
import { arm } from './arm.ts';

/**
 * A deep ensemble: the base's networks, each trained alone. The result is the mean of their
 * probabilities, which every comparison reports next to the networks. The training is the same as
 * in `independent`; this name exists because users look for it.
 */
export const deepEnsembleMethod = defineMethod({
  id: 'deep-ensemble',
  about: 'Trains every network by itself and evaluates the ensemble of all (control).',
  source: 'Lakshminarayanan et al. 2017, arXiv 1612.01474',
  create: () => ({ arm: (base) => arm(base, 'independent') }),
});
