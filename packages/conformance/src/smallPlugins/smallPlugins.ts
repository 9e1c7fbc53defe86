import {
  defineLesson,
  defineOrder,
  definePerturbation,
  definePerturbationSchedule,
  defineSchedule,
  defineStrategy,
  supervised,
} from '@codistill/core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { images } from './images.ts';
import { momentum } from './momentum.ts';
import { tiny } from './tinyBackbone.ts';

const shuffled = defineOrder({
  id: 'conformance-shuffled',
  about: 'All, in random order.',
  create: () => ({
    epoch: (labels, batchSize, rng) =>
      rng.permutation(labels.length).slice(0, Math.floor(labels.length / batchSize) * batchSize),
  }),
});

const noise = definePerturbation({
  id: 'conformance-noise',
  about: 'Noise, and labels mixed a little.',
  create: () => ({
    space: 'normalized',
    apply: (batch, rng) => {
      const classes = batch.targets.length / batch.shape[0];
      return {
        ...batch,
        pixels: batch.pixels.map((x) => x + 0.3 * rng.normal()),
        targets: batch.targets.map((y) => 0.8 * y + 0.2 / classes),
      };
    },
  }),
});

const often = definePerturbationSchedule({
  id: 'conformance-often',
  about: 'One network, mostly.',
  create: () => ({
    plan: (_moment, rng, networks, pool) =>
      rng.uniform() < 0.3
        ? []
        : [
            {
              network: networks[rng.integer(networks.length)]!,
              perturbation: pool[rng.integer(pool.length)]!,
            },
          ],
  }),
});

const constant = defineSchedule({
  id: 'conformance-constant',
  about: 'A number.',
  options: z.object({
    value: z
      .number()
      .default(0.002)
      .describe('It: small, for some strategies weigh features by a hundred.'),
  }),
  create:
    ({ value }) =>
    () =>
      value,
});

const closer = defineLesson({
  id: 'conformance-closer',
  about: 'Features like those of the teacher, on average.',
  options: z.object({
    weight: z.number().default(0.1).describe('The factor of the squared difference.'),
  }),
  create: ({ weight }) => ({
    learn: () => ({
      losses: [
        {
          loss: {
            name: 'closer',
            formula: '(mean F_to - mean F_from)^2',
            perExample: (own, theirs) =>
              tf.squaredDifference(meanOf(own.features!), meanOf(theirs!.features!)) as Tensor1D,
          },
          weight,
        },
      ],
    }),
  }),
});
const meanOf = (features: Tensor) => tf.mean(tf.reshape(features, [features.shape[0]!, -1]), 1);

/** The strategy of experiments in which the strategy does not matter. */
export const independent = defineStrategy({
  id: 'conformance-independent',
  about: 'Labels alone.',
  create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }),
});

/**
 * Small plugins around the plugin under test. They are fast in plain JavaScript, and have
 * randomness and state where resuming could go wrong.
 */
export const smallPlugins = [
  images,
  shuffled,
  noise,
  often,
  momentum,
  constant,
  closer,
  independent,
  tiny,
];
