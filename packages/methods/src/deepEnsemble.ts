import { defineMethod } from '@codistill/core';
import { arm } from './arm.ts';

/**
 * The base's networks, each by itself; what counts is their ensemble, the mean of their
 * probabilities, which every comparison reports beside the networks. The same training as
 * `independent`, under the name by which the ensemble is looked for.
 */
export const deepEnsembleMethod = defineMethod({
  id: 'deep-ensemble',
  about: 'Trains every network by itself and evaluates the ensemble of all (control).',
  source: 'Lakshminarayanan et al. 2017, arXiv 1612.01474',
  create: () => ({ arm: (base) => arm(base, 'independent') }),
});
