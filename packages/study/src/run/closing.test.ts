import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createRegistry,
  defineDataset,
  type Experiment,
  noFiles,
  type Registry,
  train,
} from '@codistill/core';
import { modules } from '@codistill/plugins';
import { cpu } from '@codistill/runtime-cpu';
import { expect, it } from 'vitest';
import { checkRuns } from './checkRuns.ts';
import { evaluateRun } from './evaluateRun.ts';
import type { CheckJob, Message } from './messages.ts';
import { opening } from './opening.ts';

const plain = createRegistry(modules) as Registry;
let [opened, open] = [0, 0];
const counted = defineDataset({
  id: 'counted',
  about: 'Digits that count how often they are opened and closed.',
  create: () => ({
    async open(files, given) {
      opened++;
      open++;
      const close = async () => {
        open--;
      };
      return { ...(await plain.build('dataset', 'digits').open(files, given)), close };
    },
  }),
});
const registry = createRegistry([...modules, { plugins: [counted] }]) as Registry;
const experiment: Experiment = {
  dataset: 'counted',
  networks: { a: { backbone: { use: 'small-conv', width: 2 } } },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: 0.1,
  epochs: 1,
  batchSize: 64,
  examples: 128,
  seed: 1,
};
const surroundings = {
  plugins: [],
  cwd: '.',
  data: '.',
  engine: { runtime: 'cpu', networks: 1 },
} as const;
const runtime = await cpu();

it('a check opens a dataset once for all experiments, and closes it', async () => {
  const job = (more: readonly Experiment[]): CheckJob => ({
    ...surroundings,
    kind: 'check',
    weightsFrom: '.',
    experiments: [experiment, ...more].map((one, i) => ({
      method: `method ${i}`,
      experiment: one,
      starts: {},
    })),
    observers: [],
    steps: 0,
    trainsHere: true,
  });
  const said: Message[] = [];
  await checkRuns(job([{ ...experiment, seed: 2 }]), registry, (message) => said.push(message));
  expect(said.map(({ type }) => type)).toEqual(['engine', 'checked', 'checked', 'data']);
  expect([opened, open]).toEqual([1, 0]);
  const wrong = checkRuns(job([{ ...experiment, batchSize: 5000 }]), registry, () => {});
  await expect(wrong).rejects.toThrow('A batch has 5000 examples');
  expect([opened, open]).toEqual([2, 0]);
});

it('an evaluation closes its dataset', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'codistill-closing-'));
  try {
    const file = path.join(folder, 'last.safetensors');
    for await (const report of train(experiment, {
      registry,
      runtime,
      files: noFiles,
      ...opening(),
    }))
      if (report.ends) await writeFile(file, await report.checkpoint());
    expect(open).toBe(0);
    const job = { ...surroundings, kind: 'evaluate', path: file } as const;
    const said: Message[] = [];
    await evaluateRun({ ...job, splits: ['test'] }, registry, (message) => said.push(message));
    expect(said.map(({ type }) => type)).toEqual(['engine', 'evaluated']);
    expect(open).toBe(0);
    const wrong = evaluateRun({ ...job, splits: ['dev'] }, registry, () => {});
    await expect(wrong).rejects.toThrow('"dev"');
    expect(open).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
});
