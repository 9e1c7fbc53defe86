import {
  defineDataset,
  defineOptimizer,
  defineOrder,
  definePerturbation,
  definePerturbationSchedule,
  defineSchedule,
  defineStrategy,
  stream,
  supervised,
} from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { tiny } from './tiny.ts';

// Small plugins around the plugin under test. They are fast in plain JavaScript, and have
// randomness and state where resuming could go wrong.

/** Images with a bright row that tells the class, plus noise. */
const images = defineDataset({
  id: 'conformance-images',
  about: 'Rows, with noise.',
  options: z.object({
    shape: z
      .tuple([z.number().int(), z.number().int(), z.number().int()])
      .default([4, 4, 1])
      .describe('Height, width, channels.'),
    classes: z.number().int().default(4).describe('How many.'),
    train: z.number().int().default(40).describe('Training examples.'),
  }),
  create: ({ shape, classes, train }) => ({
    classes,
    imageShape: shape,
    mean: new Array<number>(shape[2]).fill(0.4),
    std: new Array<number>(shape[2]).fill(0.3),
    splits: ['train', 'test'],
    async open(split) {
      const count = split === 'train' ? train : 8;
      const row = shape[1] * shape[2];
      const size = shape[0] * row;
      const rng = stream(11, split, 0);
      const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
      const pixels = Uint8Array.from(
        { length: count * size },
        (_, i) =>
          rng.integer(120) +
          (Math.floor((i % size) / row) === labels[Math.floor(i / size)]! % shape[0] ? 120 : 0),
      );
      const read = async (indices: Int32Array) => {
        const out = new Uint8Array(indices.length * size);
        indices.forEach((index, i) => {
          out.set(pixels.subarray(index * size, (index + 1) * size), i * size);
        });
        return out;
      };
      return { size: count, labels, read };
    },
  }),
});

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
      const classes = batch.labels.length / batch.shape[0];
      return {
        ...batch,
        pixels: batch.pixels.map((x) => x + 0.3 * rng.normal()),
        labels: batch.labels.map((y) => 0.8 * y + 0.2 / classes),
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

/**
 * SGD with momentum. Its slots also keep the largest gradient of each parameter, so that the tests
 * can check that every parameter learns.
 */
const recorder = defineOptimizer({
  id: 'conformance-momentum',
  about: 'Momentum that remembers the largest gradients.',
  create: () => ({
    init: (params) =>
      Object.fromEntries(
        Object.entries(params).flatMap(([name, value]) => [
          [`momentum/${name}`, tf.zerosLike(value)],
          [`largest/${name}`, tf.zerosLike(value)],
        ]),
      ),
    update(grads, slots, params, rate) {
      const names = Object.keys(params);
      const momentum = names.map(
        (name) =>
          [
            `momentum/${name}`,
            tf.add(tf.mul(slots[`momentum/${name}`]!, 0.9), grads[name]!),
          ] as const,
      );
      const largest = names.map(
        (name) =>
          [`largest/${name}`, tf.maximum(slots[`largest/${name}`]!, tf.abs(grads[name]!))] as const,
      );
      return {
        slots: Object.fromEntries([...momentum, ...largest]),
        params: Object.fromEntries(
          momentum.map(([, value], i) => [
            names[i]!,
            tf.sub(params[names[i]!]!, tf.mul(rate, value)),
          ]),
        ),
      };
    },
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

const independent = defineStrategy({
  id: 'conformance-independent',
  about: 'Labels alone.',
  create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }),
});

export const parts = [images, shuffled, noise, often, recorder, constant, independent, tiny];
