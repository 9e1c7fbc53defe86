// Small plugins for the tests of the loader. The test builds this file for its worker threads.
import {
  defineBackbone,
  defineDataset,
  defineFraming,
  defineOptimizer,
  defineOrder,
  definePerturbation,
  definePerturbationSchedule,
  defineSchedule,
  defineStrategy,
  type Files,
  InputError,
  inMemory,
  nested,
  stream,
  supervised,
} from '@codistill/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** 60 training images of 4 classes, 3x2x1, with arbitrary pixels. */
export const specks = defineDataset({
  id: 'specks',
  about: 'Specks.',
  options: z.object({ shared: z.boolean().default(true).describe('In shared memory.') }),
  create: ({ shared }) => ({
    open: async () => {
      const rng = stream(1, 'specks', 0);
      const pixels = shared
        ? new Uint8Array(new SharedArrayBuffer(60 * 6))
        : new Uint8Array(60 * 6);
      pixels.forEach((_, i) => {
        pixels[i] = rng.integer(256);
      });
      const values = Int32Array.from({ length: 60 }, (_, i) => i % 4);
      return inMemory(
        { classes: 4, channels: 1, size: { height: 3, width: 2 }, mean: [0.5], std: [0.25] },
        { train: { pixels, targets: { kind: 'class', values } } },
      );
    },
  }),
});

/** Image files of several sizes in one folder. The first letter of a name is the class. */
export const pictures = defineDataset({
  id: 'pictures',
  about: 'Files.',
  create: () => ({
    async open(files, { decoder, index }) {
      const names = (index as readonly string[] | undefined) ?? (await namesIn(files));
      const bytesOf = (i: number) => files.read(names[i]!);
      return {
        facts: { classes: 4, channels: 3, size: 'varies', mean: [0.5, 0.5, 0.5], std: [1, 1, 1] },
        index: names,
        splits: {
          train: {
            size: names.length,
            targets: { kind: 'class', values: Int32Array.from(names, (name) => Number(name[0])) },
            shapes: async (indices) => {
              const shapes = [...indices].map(async (i) => decoder.shape(await bytesOf(i)));
              return Int32Array.from(
                (await Promise.all(shapes)).flatMap(({ height, width }) => [height, width]),
              );
            },
            async read(indices, size, boxes) {
              const each = size.height * size.width * 3;
              const out = new Uint8Array(indices.length * each);
              for (const [row, i] of indices.entries()) {
                const bytes = await bytesOf(i);
                const { height, width } = await decoder.shape(bytes);
                const [top = 0, left = 0, high = height, wide = width] =
                  boxes?.subarray(4 * row, 4 * row + 4) ?? [];
                out.set(await decoder.pixels(bytes, [top, left, high, wide], size, 3), row * each);
              }
              return out;
            },
          },
        },
      };
    },
  }),
});

async function namesIn(files: Files): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of files.entries('.')) names.push(name);
  return names.sort();
}
/** A part of random place and size. */
export const anywhere = defineFraming({
  id: 'anywhere',
  about: 'Any part.',
  create: () => ({
    box({ height, width }, rng) {
      const [high, wide] = [1 + rng.integer(height), 1 + rng.integer(width)];
      return [rng.integer(height - high + 1), rng.integer(width - wide + 1), high, wide];
    },
  }),
});
export const shuffled = defineOrder({
  id: 'shuffled',
  about: 'All, in random order.',
  create: () => ({
    epoch: (labels, batchSize, rng) =>
      rng.permutation(labels.length).slice(0, Math.floor(labels.length / batchSize) * batchSize),
  }),
});
export const jitter = definePerturbation({
  id: 'jitter',
  about: 'Noise, and mixed labels.',
  options: z.object({ sd: z.number().default(0.1).describe('Of the noise.') }),
  create: ({ sd }) => ({
    space: 'pixels',
    apply: (batch, rng) => ({
      ...batch,
      pixels: batch.pixels.map((x) => Math.min(1, Math.max(0, x + sd * rng.normal()))),
      targets: batch.targets.map((y) => 0.9 * y + 0.1 / 4),
    }),
  }),
});
/** A perturbation that throws. */
export const faulty = definePerturbation({
  id: 'faulty',
  about: 'Fails in a later step.',
  options: z.object({
    input: z.boolean().default(true).describe('As an InputError.'),
    inner: nested('perturbation').optional().describe('Another.'),
  }),
  create: ({ input }) => ({
    space: 'normalized',
    apply(batch, rng) {
      if (rng.uniform() < 0.5) return batch;
      throw input
        ? new InputError('The faulty one failed. Leave it out.')
        : new Error('The faulty one failed.');
    },
  }),
});
export const often = definePerturbationSchedule({
  id: 'often',
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
export const linear = defineBackbone({
  id: 'linear',
  about: 'A matrix.',
  create: () => ({
    heads: ['out'],
    deployed: 'out',
    forward(scope, images, classes) {
      const kernel = scope.param('kernel', [6, classes], (shape) =>
        new Float32Array(shape[0]! * shape[1]!).fill(0.1),
      ) as Tensor2D;
      return { out: { logits: tf.matMul(tf.reshape(images, [-1, 6]) as Tensor2D, kernel) } };
    },
  }),
});
export const independent = defineStrategy({
  id: 'independent',
  about: 'Labels alone.',
  create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }),
});
export const descent = defineOptimizer({
  id: 'descent',
  about: 'Plain.',
  create: () => ({
    init: () => ({}),
    update: (grads, slots, params, rate) => ({
      slots,
      params: Object.fromEntries(
        Object.entries(params).map(([name, value]) => [
          name,
          tf.sub(value, tf.mul(rate, grads[name]!)),
        ]),
      ),
    }),
  }),
});
export const tenth = defineSchedule({ id: 'tenth', about: '0.1.', create: () => () => 0.1 });
