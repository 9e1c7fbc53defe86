import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Experiment, Use } from '../contracts/experiment.ts';
import { type InMemorySplit, inMemory } from '../data/inMemory.ts';
import { between, entry, meanScores, supervised } from '../flow/edges.ts';
import { kl, l2 } from '../flow/losses.ts';
import { batchNormTrain } from '../operations/batchNorm.ts';
import { relu } from '../operations/relu.ts';
import {
  defineDataset,
  defineOrder,
  definePerturbation,
  definePerturbationSchedule,
} from '../plugins/defineData.ts';
import {
  defineBackbone,
  defineOptimizer,
  defineSchedule,
  defineStrategy,
} from '../plugins/defineTraining.ts';
import { createRegistry } from '../plugins/registry.ts';
import { stream } from '../random/stream.ts';

// Small plugins of every kind that the core needs. They have enough state, randomness and structure
// for its tests.

const normal = (scale: number) => (shape: readonly number[], rng: { normal(): number }) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * rng.normal());
const constantly = (value: number) => (shape: readonly number[]) =>
  new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);

export const perceptron = defineBackbone({
  id: 'perceptron',
  about: 'A hidden layer with batch norm and dropout.',
  options: z.object({
    hidden: z.number().int().positive().default(6).describe('Units.'),
    dropout: z.number().min(0).max(1).default(0).describe('Share of units set to 0.'),
  }),
  variants: { wide: { hidden: 9 } },
  create: ({ hidden, dropout }) => ({
    heads: ['out'],
    deployed: 'out',
    forward(scope, images: Tensor4D, classes) {
      const flat = tf.reshape(images, [images.shape[0], -1]) as Tensor2D;
      const dense = tf.matMul(
        flat,
        scope.param('hidden/kernel', [flat.shape[1], hidden], normal(0.5)) as Tensor2D,
      );
      const scale = scope.param('norm/scale', [hidden], constantly(1)) as tf.Tensor1D;
      const offset = scope.param('norm/offset', [hidden], constantly(0)) as tf.Tensor1D;
      const mean = scope.stat('norm/mean', [hidden], constantly(0)) as tf.Tensor1D;
      const variance = scope.stat('norm/variance', [hidden], constantly(1)) as tf.Tensor1D;
      let x: tf.Tensor;
      if (scope.training) {
        const now = batchNormTrain(dense, scale, offset, 1e-5);
        scope.setStat('norm/mean', tf.add(tf.mul(mean, 0.9), tf.mul(now.mean, 0.1)));
        scope.setStat('norm/variance', tf.add(tf.mul(variance, 0.9), tf.mul(now.variance, 0.1)));
        x = now.y;
      } else
        x = tf.add(
          tf.mul(tf.div(tf.sub(dense, mean), tf.sqrt(tf.add(variance, 1e-5))), scale),
          offset,
        );
      let features = relu(x);
      if (dropout > 0 && scope.training)
        features = tf.mul(
          features,
          tf.cast(
            tf.greaterEqual(scope.random.uniform('dropout', features.shape), dropout),
            'float32',
          ),
        );
      const logits = tf.add(
        tf.matMul(
          features as Tensor2D,
          scope.param('out/kernel', [hidden, classes], normal(0.5)) as Tensor2D,
        ),
        scope.param('out/bias', [classes], constantly(0)),
      ) as Tensor2D;
      return { out: { logits, features } };
    },
  }),
});

/**
 * 90 training and 30 test images of 3 classes, 3x3x1: a bright row that tells the class, plus
 * noise.
 */
export const stripes = defineDataset({
  id: 'stripes',
  about: 'Rows.',
  create: () => ({
    open: async () =>
      inMemory(
        { classes: 3, channels: 1, size: { height: 3, width: 3 }, mean: [0.4], std: [0.3] },
        { train: rowsOf('train', 90), test: rowsOf('test', 30) },
      ),
  }),
});

function rowsOf(split: string, size: number): InMemorySplit {
  const rng = stream(5, split, 0);
  const labels = Int32Array.from({ length: size }, (_, i) => i % 3);
  const pixels = Uint8Array.from(
    { length: size * 9 },
    (_, i) =>
      Math.floor(128 * rng.uniform()) +
      (Math.floor((i % 9) / 3) === labels[Math.floor(i / 9)] ? 100 : 0),
  );
  return { pixels, targets: { kind: 'class', values: labels } };
}

export const shuffled = defineOrder({
  id: 'shuffled',
  about: 'All, in random order.',
  create: () => ({
    epoch: (labels, batchSize, rng) =>
      rng.permutation(labels.length).slice(0, Math.floor(labels.length / batchSize) * batchSize),
  }),
});
export const noise = definePerturbation({
  id: 'noise',
  about: 'Normal noise.',
  options: z.object({ sd: z.number().default(0.1).describe('Its deviation.') }),
  create: ({ sd }) => ({
    space: 'pixels',
    apply: (batch, rng) => ({ ...batch, pixels: batch.pixels.map((x) => x + sd * rng.normal()) }),
  }),
});
export const always = definePerturbationSchedule({
  id: 'always',
  about: 'One network in every step.',
  create: () => ({
    plan: (_moment, rng, networks, pool) => [
      {
        network: networks[rng.integer(networks.length)]!,
        perturbation: pool[rng.integer(pool.length)]!,
      },
    ],
  }),
});
export const constant = defineSchedule({
  id: 'constant',
  about: 'A number.',
  options: z.object({ value: z.number().default(0.1).describe('It.') }),
  create:
    ({ value }) =>
    () =>
      value,
});
export const momentum = defineOptimizer({
  id: 'momentum',
  about: 'Heavy ball.',
  create: () => ({
    init: (params) =>
      Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, tf.zerosLike(value)]),
      ),
    update(grads, slots, params, rate) {
      const next = Object.fromEntries(
        Object.entries(grads).map(([name, grad]) => [
          name,
          tf.add(tf.mul(slots[name]!, 0.9), grad),
        ]),
      );
      return {
        slots: next,
        params: Object.fromEntries(
          Object.entries(params).map(([name, value]) => [
            name,
            tf.sub(value, tf.mul(rate, next[name]!)),
          ]),
        ),
      };
    },
  }),
});

export const independent = defineStrategy({
  id: 'independent',
  about: 'Labels alone.',
  create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }),
});
/**
 * The best network of the batch teaches, through features adapted by a learned matrix. The memory
 * counts its steps.
 */
export const competition = defineStrategy({
  id: 'competition',
  about: 'The best teaches.',
  create: () => ({
    memory: () => ({ steps: { shape: [], data: Float32Array.of(0) } }),
    plan: ({ step }) => ({ weight: 1 / (1 + step) }),
    flow(peers, { plan, memory, scope }) {
      const score = meanScores(peers);
      const best = tf.cast(tf.lessEqual(score, tf.min(score)), 'float32');
      const weight = tf.mul(
        plan.weight,
        tf.mul(tf.expandDims(best, 1), tf.expandDims(tf.sub(1, best), 0)),
      );
      const width = (id: string) => peers.find((peer) => peer.id === id)!.features!.shape[1]!;
      const virtual = Object.fromEntries(
        peers.flatMap((from) =>
          peers
            .filter((to) => to !== from && to.learns)
            .map((to) => {
              const kernel = scope
                .at(`${from.id}->${to.id}`)
                .param('kernel', [width(to.id), width(from.id)], normal(0.3)) as Tensor2D;
              return [
                `${to.id}~${from.id}`,
                {
                  of: to.id,
                  logits: to.logits,
                  features: tf.matMul(to.features as Tensor2D, kernel),
                },
              ];
            }),
        ),
      );
      const features = between(peers, l2(), (t, s) => entry(weight, t, s)).map((edge) => ({
        ...edge,
        to: `${edge.to}~${edge.from}`,
      }));
      return {
        edges: [
          ...supervised(peers),
          ...between(peers, kl(), (t, s) => entry(weight, t, s)),
          ...features,
        ],
        virtual,
        memory: { steps: tf.add(memory.steps, 1) },
      };
    },
  }),
});

export const registry = createRegistry([
  {
    plugins: [
      perceptron,
      stripes,
      shuffled,
      noise,
      always,
      constant,
      momentum,
      independent,
      competition,
    ],
  },
]);

export const experiment = (
  changes: Partial<Experiment> = {},
  backbones: readonly Use[] = ['perceptron', { use: 'wide', dropout: 0.2 }],
): Experiment => ({
  dataset: 'stripes',
  networks: Object.fromEntries(backbones.map((backbone, i) => ['abcdef'[i]!, { backbone }])),
  strategy: 'competition',
  perturb: { when: 'always', pool: ['noise', { use: 'noise', sd: 0.5 }] },
  augment: [{ use: 'noise', sd: 0.05 }],
  optimizer: 'momentum',
  learningRate: { use: 'constant', value: 0.05 },
  epochs: 2,
  batchSize: 12,
  seed: 3,
  ...changes,
});
