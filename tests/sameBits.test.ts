import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as backbones from '@codistill/backbones';
import { createRegistry, type Experiment, pluginsOf, train, type Use } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import { folderFiles, sharpDecoder } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import { wasm } from '@codistill/runtime-wasm';
import * as strategies from '@codistill/strategies';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writtenPictures } from '../packages/datasets/src/testing/writtenPictures.ts';

// Pictures with the same bytes in the same order give the same training, however they are stored.

const modules = { backbones, datasets, optimizers, perturbations, strategies };
const registry = createRegistry(
  Object.entries(modules).map(([name, module]) => ({
    module: `@codistill/${name}`,
    plugins: pluginsOf(module),
  })),
);
let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'codistill-same-bits-'));
  await writtenPictures(root, { train: 6, test: 4, size: 40, group: 7, shards: 3 });
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The metrics of all reports of a short training with crops and perturbations. */
async function reportsOf(dataset: Use, folder: string) {
  const network = { backbone: { use: 'small-conv', width: 4 } } as const;
  const experiment: Experiment = {
    dataset,
    image: { size: 16, train: 'random-resized-crop', evaluate: 'center-crop' },
    networks: { a: network, b: { ...network, image: 12 } },
    strategy: 'competitive',
    augment: ['flip'],
    perturb: { when: 'always', pool: ['gaussian-noise'] },
    optimizer: 'sgd',
    learningRate: 0.05,
    epochs: 2,
    batchSize: 6,
    seed: 1,
  };
  const reports: unknown[] = [];
  for await (const { metrics } of train(experiment, {
    registry,
    runtime: await wasm(),
    files: folderFiles(path.join(root, folder)),
    decoder: sharpDecoder(),
    cache: folderFiles(path.join(root, 'cache')),
  }))
    reports.push(metrics.names.map((name, i) => [name, metrics.values[i]]));
  return reports;
}

it('files, parquet and tar shards with the same pictures give the same training, bit for bit', async () => {
  const files = await reportsOf('image-folder', 'files');
  expect(files.length).toBeGreaterThan(1);
  expect(JSON.stringify(files.at(-1))).toContain('test/');
  for (const [dataset, folder] of [
    ['parquet', 'parquet'],
    ['webdataset', 'tar'],
  ] as const)
    for (const _ of ['first', 'with the cache'])
      expect(await reportsOf(dataset, folder), dataset).toEqual(files);
});
