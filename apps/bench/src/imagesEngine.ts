// Loads images through our loader, for `pnpm bench images`: prints 'ready', then reads lines and
// prints the milliseconds of the last batches of an epoch for each. The argument is JSON.
import { createInterface } from 'node:readline';
import * as backbones from '@codistill/backbones';
import { createRegistry, type Experiment, pluginsOf, type Registry } from '@codistill/core';
import { resolveExperiment } from '@codistill/core/engine';
import * as datasets from '@codistill/datasets';
import { folderFiles, sharpDecoder, workerLoader } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import * as strategies from '@codistill/strategies';
import type { ImagesTask } from './imagesTask.ts';

const given = JSON.parse(process.argv[2]!) as ImagesTask & { readonly workers: number };
const named = { backbones, datasets, optimizers, perturbations, strategies };
const registry = createRegistry(
  Object.entries(named).map(([name, module]) => ({
    module: `@codistill/${name}`,
    plugins: pluginsOf(module),
  })),
) as Registry;
const shifts = given.moves === 'shift';
const experiment: Experiment = {
  dataset: 'image-folder',
  networks: { a: { backbone: 'small-conv' } },
  strategy: 'independent',
  image: {
    size: given.size,
    train: shifts ? 'whole' : 'random-resized-crop',
    evaluate: 'whole',
  },
  augment: shifts ? ['shift', 'flip'] : ['flip'],
  optimizer: 'sgd',
  learningRate: 'constant',
  validation: { fraction: 0, seed: 0 },
  // More than there are turns.
  epochs: 1000,
  batchSize: given.batch,
  seed: 0,
};
const files = folderFiles(given.folder);
const decoder = sharpDecoder();
const resolved = await resolveExperiment(experiment, registry, files, {
  decoder,
  cache: folderFiles(given.cache),
});

const loader = await workerLoader({
  workers: given.workers,
  notice: (sentence) => {
    throw new Error(sentence);
  },
})({ resolved, registry, files, decoder, fromStep: 0 });

let step = 0;
/**
 * Milliseconds of all batches of an epoch but the first `untimed`, which were partly loaded ahead.
 */
async function epoch(): Promise<number> {
  let begin = 0;
  for (let i = 0; i < given.untimed + given.timed; i++) {
    await loader.views(step++);
    if (i === given.untimed - 1) begin = performance.now();
  }
  const ms = performance.now() - begin;
  await idle();
  return ms;
}

/** Waits until nothing is loaded ahead any more, so that it disturbs no other loader. */
async function idle(): Promise<void> {
  for (let used = Number.POSITIVE_INFINITY; used > 5000; ) {
    const before = process.cpuUsage();
    await new Promise((done) => setTimeout(done, 300));
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
}

const begin = performance.now();
await epoch();
const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({
  ready: true,
  version: `${decoder.name}, Node ${process.versions.node}`,
  firstMs: performance.now() - begin,
});
for await (const _line of createInterface({ input: process.stdin })) say({ ms: await epoch() });
