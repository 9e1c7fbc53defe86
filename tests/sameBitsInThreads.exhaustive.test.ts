import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writtenPictures } from '../packages/datasets/src/testing/writtenPictures.ts';
import { root } from './blocks.ts';
import { run } from './registry.ts';

/** Trains from files in line, then from files, parquet and tar shards with two threads. */
const program = `import * as backbones from '@codistill/backbones';
import { createRegistry, pluginsOf, train } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import { folderFiles, sharpDecoder, workerLoader } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import * as strategies from '@codistill/strategies';
import { wasm } from '@codistill/runtime-wasm';
const registry = createRegistry(Object.entries({ backbones, datasets, optimizers, strategies }).map(([name, module]) => ({ module: '@codistill/' + name, plugins: pluginsOf(module) })));
const network = { backbone: { use: 'small-conv', width: 4 } };
const common = { image: { size: 16, train: 'random-resized-crop', evaluate: 'center-crop' }, networks: { a: network, b: network }, strategy: 'competitive', optimizer: 'sgd', learningRate: 0.05, epochs: 2, batchSize: 6, seed: 1 };
const runtime = await wasm();
const decoder = sharpDecoder();
const notice = (sentence) => { throw new Error(sentence); };
const found = [];
for (const [dataset, folder, workers] of [['image-folder', 'files', 0], ['image-folder', 'files', 2], ['parquet', 'parquet', 2], ['webdataset', 'tar', 2]]) {
  const loader = workers > 0 ? { loader: workerLoader({ workers, notice }) } : {};
  const reports = [];
  for await (const { metrics } of train({ ...common, dataset }, { registry, runtime, decoder, files: folderFiles(process.argv[2] + '/' + folder), ...loader }))
    reports.push(metrics.names.map((name, i) => [name, metrics.values[i]]));
  found.push(reports);
}
console.log(JSON.stringify(found));
`;

it('threads open files, parquet and tar shards from their index and give the same training', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'codistill-same-bits-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writtenPictures(folder, { train: 6, test: 4, size: 40, group: 7, shards: 3 });
  // The packages are found from here.
  const file = path.join(root, 'node_modules', '.cache', `same-bits-${process.pid}.mjs`);
  onTestFinished(() => rm(file, { force: true }));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, program);
  const printed = await run(process.execPath, [file, folder], root);
  const [inLine, ...inThreads] = JSON.parse(printed.trim().split('\n').at(-1)!) as unknown[];
  expect(JSON.stringify(inLine)).toContain('test/');
  expect(inThreads).toHaveLength(3);
  for (const found of inThreads) expect(found).toEqual(inLine);
});
