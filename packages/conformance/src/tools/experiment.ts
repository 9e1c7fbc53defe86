import type { Experiment, NetworkSpec, Use } from '@codistill/core';

export const tinyNetwork = (
  width: number,
  heads: 'one' | 'exits' | 'branches' = 'one',
): NetworkSpec => ({
  backbone: { use: 'conformance-tiny', width, heads },
});

/**
 * The experiment that the tests train: epochs of four steps with 8 examples, validation,
 * perturbations.
 */
export const smallExperiment = (
  networks: Readonly<Record<string, NetworkSpec>>,
  strategy: Use,
  changes: Partial<Experiment> = {},
): Experiment => ({
  dataset: 'conformance-images',
  networks,
  strategy,
  order: 'conformance-shuffled',
  augment: ['conformance-noise'],
  perturb: { when: 'conformance-often', pool: ['conformance-noise'] },
  optimizer: 'conformance-momentum',
  learningRate: 'conformance-constant',
  validation: { fraction: 0.2, seed: 0 },
  epochs: 3,
  batchSize: 8,
  seed: 5,
  ...changes,
});
