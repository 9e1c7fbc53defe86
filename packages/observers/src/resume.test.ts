import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createRegistry, defineBackbone, type Experiment, pluginsOf, train } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import { folderFiles } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import { cpu } from '@codistill/runtime-cpu';
import { independent } from '@codistill/strategies';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkpoint, earlyStop, jsonl } from './index.ts';

const linear = defineBackbone({
  id: 'linear',
  about: 'A linear classifier.',
  create: () => ({
    heads: ['out'],
    deployed: 'out',
    forward(scope, images, classes) {
      const flat = tf.reshape(images, [images.shape[0], -1]) as Tensor2D;
      const kernel = scope.param(
        'kernel',
        [flat.shape[1], classes],
        (shape) => new Float32Array(shape[0]! * shape[1]!),
      );
      return { out: { logits: tf.matMul(flat, kernel as Tensor2D) } };
    },
  }),
});
const registry = createRegistry([
  { plugins: [linear, independent, ...pluginsOf(datasets), ...pluginsOf(optimizers)] },
]);
const experiment: Experiment = {
  dataset: 'digits',
  networks: { a: { backbone: 'linear' } },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: { use: 'constant', value: 0.02 },
  examples: 96,
  validation: { fraction: 0.1, seed: 0 },
  epochs: 4,
  evaluate: 'last-epoch',
  batchSize: 32,
  seed: 7,
};

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'codistill-resume-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Trains in a folder until a given number of reports was seen. */
async function run(name: string, reports: number, from?: Uint8Array): Promise<number> {
  const files = folderFiles(path.join(root, name));
  const observers = [
    jsonl({ files, flush: 3 }),
    earlyStop({ metric: 'validation/accuracy', patience: 3 }),
    checkpoint({ files, everySeconds: 0 }),
  ];
  let seen = 0;
  for await (const _ of train(experiment, {
    registry,
    runtime: await cpu(),
    files,
    observers,
    ...(from && { resume: from }),
  }))
    if (++seen === reports) break;
  return seen;
}
const bytes = (name: string, file: string) => readFile(path.join(root, name, file));

it('a run that is left anywhere and goes on from its checkpoint leaves the files of one that was not', async () => {
  const all = await run('whole', Number.POSITIVE_INFINITY);
  expect(all).toBe(16);
  for (const left of [1, 3, 4, 9]) {
    const name = `left${left}`;
    await run(name, left);
    const state = await bytes(name, 'checkpoint.safetensors');
    // As after a kill: the run that was left had gone further than the checkpoint that is resumed.
    await run(name, left + 3);
    await run(name, Number.POSITIVE_INFINITY, new Uint8Array(state));
    for (const file of ['metrics.jsonl', 'checkpoint.safetensors', 'best.safetensors'])
      expect(
        (await bytes(name, file)).equals(await bytes('whole', file)),
        `${file} after ${left} reports`,
      ).toBe(true);
  }
});
