import { smallConv } from '@codistill/backbones';
import { createRegistry, defineStrategy, pluginsOf, supervised } from '@codistill/core';
import { initState, resolveExperiment } from '@codistill/core/engine';
import * as datasets from '@codistill/datasets';
import { folderFiles } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { edgesOf } from './edges.ts';

await cpu();

describe('the look at a flow before any data', () => {
  it.each([2, 3, 4, 5, 10])(
    'has a class in every row of its labels, of %i classes',
    async (classes) => {
      const seen: tf.Tensor[] = [];
      const looking = defineStrategy({
        id: 'looking',
        about: 'Keeps the labels that it is shown.',
        create: () => ({
          flow: (peers) => {
            seen.push(tf.keep(tf.clone(peers[0]!.targets)));
            return { edges: supervised(peers) };
          },
        }),
      });
      const registry = createRegistry([
        ...[datasets, optimizers, { looking, smallConv }].map((module) => ({
          plugins: pluginsOf(module),
        })),
      ]);
      const train = {
        images: new Uint8Array(20 * classes * 64),
        labels: Array.from({ length: 20 * classes }, (_, i) => i % classes),
      };
      const experiment = {
        dataset: { use: 'arrays', classes, train },
        networks: { a: { backbone: { use: 'small-conv', width: 4 } } },
        strategy: 'looking',
        optimizer: 'sgd',
        learningRate: 'constant',
        epochs: 1,
        batchSize: 16,
        seed: 1,
      };
      const { setup } = await resolveExperiment(experiment, registry, folderFiles('.'));
      edgesOf(setup);
      await initState(setup);
      const expected = Array.from({ length: 4 }, (_, i) =>
        Array.from({ length: classes }, (_, k) => (i % classes === k ? 1 : 0)),
      );
      expect(seen.length).toBe(2);
      for (const labels of seen) expect(await labels.array()).toEqual(expected);
      tf.dispose(seen);
    },
  );
});
