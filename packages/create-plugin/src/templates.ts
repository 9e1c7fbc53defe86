/** The kinds of plugin for which there is a template. */
export const kinds = ['strategy', 'perturbation', 'backbone', 'dataset', 'task'] as const;
export type TemplateKind = (typeof kinds)[number];

/**
 * The source of a new plugin, its test and the packages that it imports. `id` is in kebab-case, and
 * `name` is the same in camelCase.
 */
export interface Template {
  readonly about: string;
  readonly imports: readonly string[];
  source(id: string, name: string): string;
  test(name: string): string;
}

const test =
  (describe: string, settings = '') =>
  (name: string) =>
    `import { ${describe} } from '@codistill/conformance';
import { ${name} } from './index.ts';

// The tests that every plugin of this kind must pass. Add your own beside them.
${describe}(${name}${settings});
`;

export const templates: Readonly<Record<TemplateKind, Template>> = {
  strategy: {
    about: 'who teaches whom',
    imports: ['@codistill/core', '@tensorflow/tfjs-core', 'zod'],
    source: (
      id,
      name,
    ) => `import { between, defineStrategy, entry, kl, meanScores, supervised } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** The network with the lowest loss on the batch teaches the others: loss_i = CE_i + [i is not the best] T^2 KL(softmax(z_best / T) || softmax(z_i / T)). */
export const ${name} = defineStrategy({
  id: '${id}',
  about: 'The network with the lowest loss on the batch teaches the others.',
  options: z.object({ temperature: z.number().positive().default(1).describe('T of the KL divergence.') }),
  create: ({ temperature }) => ({
    flow(peers) {
      const score = meanScores(peers); // [peers], the mean cross-entropy of each
      const best = tf.cast(tf.equal(score, tf.min(score)), 'float32');
      const teaches = tf.mul(tf.expandDims(best, 1), tf.expandDims(tf.sub(1, best), 0)); // [teacher, student]
      const weight = tf.divNoNan(teaches, tf.sum(teaches, 0, true)); // the teachers of a student sum to 1; the best has none
      return { edges: [...supervised(peers), ...between(peers, kl({ temperature }), (teacher, student) => entry(weight, teacher, student))] };
    },
  }),
});
`,
    test: test('describeStrategy'),
  },
  perturbation: {
    about: 'what may disturb a batch',
    imports: ['@codistill/core', 'zod'],
    source: (id, name) => `import { definePerturbation } from '@codistill/core';
import { z } from 'zod';

/** A grey square of \`size\` pixels at a random place of every image. */
export const ${name} = definePerturbation({
  id: '${id}',
  about: 'A grey square at a random place of every image.',
  options: z.object({ size: z.number().int().positive().default(3).describe('Side of the square, in pixels.') }),
  create: ({ size }) => ({
    space: 'pixels',
    apply(batch, rng) {
      const [count, height, width, channels] = batch.shape;
      const pixels = batch.pixels.slice(); // a new batch is returned; the given one stays as it is
      for (let image = 0; image < count; image++) {
        const top = rng.integer(Math.max(1, height - size + 1));
        const left = rng.integer(Math.max(1, width - size + 1));
        for (let y = top; y < Math.min(height, top + size); y++) {
          const start = ((image * height + y) * width + left) * channels;
          pixels.fill(0.5, start, start + Math.min(size, width - left) * channels);
        }
      }
      return { ...batch, pixels };
    },
  }),
});
`,
    test: test('describePerturbation'),
  },
  backbone: {
    about: 'a network',
    imports: ['@codistill/core', '@codistill/nn', '@tensorflow/tfjs-core', 'zod'],
    source: (id, name) => `import { defineBackbone, relu } from '@codistill/core';
import { batchNorm, conv, dense, globalAveragePool } from '@codistill/nn';
import { z } from 'zod';

/** Three convolutions, the second and third of stride 2, global average pooling and a classifier. */
export const ${name} = defineBackbone({
  id: '${id}',
  about: 'Three convolutions and a classifier.',
  options: z.object({ width: z.number().int().positive().default(16).describe('Channels of the first convolution; each next has twice as many.') }),
  create: ({ width }) => ({
    heads: ['logits'],
    deployed: 'logits',
    forward(scope, images, classes) {
      const unit = (name: string, x: typeof images, filters: number, strides: number) =>
        relu(batchNorm(scope.at(name).at('norm'), conv(scope.at(name).at('conv'), x, { filters, kernelSize: 3, strides })));
      const first = unit('layer1', images, width, 1);
      const second = unit('layer2', first, 2 * width, 2);
      const features = unit('layer3', second, 4 * width, 2);
      const logits = dense(scope.at('classifier'), globalAveragePool(features), { units: classes });
      return { logits: { logits, features, stages: [first, second, features] } };
    },
  }),
});
`,
    test: test('describeBackbone'),
  },
  dataset: {
    about: 'images and labels',
    imports: ['@codistill/core', 'zod'],
    source: (
      id,
      name,
    ) => `import { defineDataset, type InMemorySplit, inMemory, stream } from '@codistill/core';
import { z } from 'zod';

/** Images of one bright row or column, to be told apart by its place: made, not read. Replace \`made\` by your files: \`await files.read(path)\`. */
export const ${name} = defineDataset({
  id: '${id}',
  about: 'Images of one bright row or column.',
  options: z.object({ noise: z.number().min(0).max(1).default(0.5).describe('The share of noise in a pixel.') }),
  create: ({ noise }) => ({
    open: async (_files) =>
      inMemory(
        { classes: 16, channels: 1, size: { height: 8, width: 8 }, mean: [0.3], std: [0.3] },
        { train: made('train', 960, noise), test: made('test', 320, noise) },
      ),
  }),
});

function made(split: string, size: number, noise: number): InMemorySplit {
  const rng = stream(0, split, 0);
  const labels = Int32Array.from({ length: size }, (_, i) => i % 16);
  const pixels = Uint8Array.from({ length: size * 64 }, (_, i) => {
    const label = labels[Math.floor(i / 64)] ?? 0;
    const lit = label < 8 ? Math.floor((i % 64) / 8) === label : i % 8 === label - 8;
    return 255 * (noise * rng.uniform() + (lit ? 1 - noise : 0));
  });
  return { pixels, targets: { kind: 'class', values: labels } };
}
`,
    test: test('describeDataset'),
  },
  task: {
    about: 'what networks are asked for',
    imports: ['@codistill/core', 'zod'],
    source: (id, name) => `import { defineTask, perNetwork } from '@codistill/core';
import { z } from 'zod';

/** One or several numbers for each image, measured by the mean absolute error. Networks learn them divided by their largest magnitude in training. */
export const ${name} = defineTask({
  id: '${id}',
  about: 'Numbers for each image, measured by the mean absolute error.',
  options: z.object({ unit: z.string().default('').describe('The unit of the numbers; reports name it.') }),
  create: ({ unit }) => ({
    distribution: 'gaussian',
    takes: ['numbers'],
    fit({ values, ...targets }, train) {
      const outputs = 'width' in targets ? targets.width : 1;
      let scale = 0;
      for (const at of train)
        for (let k = 0; k < outputs; k++) scale = Math.max(scale, Math.abs(values[at * outputs + k]!));
      return { outputs, facts: { scale: scale || 1 } };
    },
    encode: ({ values }, positions, { outputs, facts }) =>
      Float32Array.from(
        { length: positions.length * outputs },
        (_, i) => values[positions[Math.floor(i / outputs)]! * outputs + (i % outputs)]! / Number(facts['scale']),
      ),
    metrics: [{ name: 'mae', words: 'mean absolute error', unit, higherIsBetter: false, counted: false }],
    evaluator: ({ fitted: { outputs, facts }, targets, deployed }) =>
      perNetwork(deployed, {
        names: ['mae'],
        predictions: (logits) => logits.map((z) => z * Number(facts['scale'])),
        measures() {
          let [sum, count] = [0, 0];
          return {
            add(predictions, positions, role) {
              predictions.forEach((prediction, i) => {
                const at = positions[Math.floor(i / outputs)]! * outputs + (i % outputs);
                sum += Math.abs(prediction - targets[role]!.values[at]!);
              });
              count += predictions.length;
            },
            end: () => ({ mae: sum / count }),
          };
        },
        difference: (a, b) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / outputs,
        disagreement: (sum, examples) => sum / examples,
      }),
  }),
});
`,
    test: test('describeTask'),
  },
};
