import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  createRegistry,
  defineBackbone,
  type Experiment,
  type Files,
  type Observer,
  pluginsOf,
  train,
} from '@codistill/core';
import * as datasets from '@codistill/datasets';
import { folderFiles } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import { cpu } from '@codistill/runtime-cpu';
import { independent } from '@codistill/strategies';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpoint, earlyStop, jsonl, predictions } from './index.ts';

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

const observersIn = (files: Files): readonly Observer[] => [
  jsonl({ files, flush: 3 }),
  earlyStop({ metric: 'validation/accuracy', patience: 3 }),
  predictions({ files }),
  checkpoint({ files, everySeconds: 0 }),
];

/** Trains in a folder until a given number of reports was seen. */
async function run(
  name: string,
  reports: number,
  from?: Uint8Array,
  observers?: readonly Observer[],
): Promise<number> {
  const files = folderFiles(path.join(root, name));
  let seen = 0;
  for await (const _ of train(experiment, {
    registry,
    runtime: await cpu(),
    files,
    observers: observers ?? observersIn(files),
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
    await expectWhole(name, `after ${left} reports`);
  }
});

/** Expects the files of an undisturbed run. */
async function expectWhole(name: string, what: string): Promise<void> {
  for (const file of [
    'metrics.jsonl',
    'checkpoint.safetensors',
    'best.safetensors',
    'predictions/validation.safetensors',
    'predictions/test.safetensors',
  ])
    expect((await bytes(name, file)).equals(await bytes('whole', file)), `${file} ${what}`).toBe(
      true,
    );
}

describe('a run that is killed at any access to its files', () => {
  /** Files that answer `accesses` more times; then the process is as good as dead. */
  const mortal = (files: Files, accesses: number): Files => {
    let left = accesses;
    const guarded = (access: unknown) =>
      typeof access !== 'function'
        ? access
        : async (...given: unknown[]) => {
            if (left-- <= 0) throw new Error('Killed.');
            return access.apply(files, given) as unknown;
          };
    return Object.fromEntries(
      Object.entries(files).map(([name, access]) => [name, guarded(access)]),
    ) as unknown as Files;
  };
  /**
   * Trains in a folder, from its checkpoint if there is one; returns whether it came to its end.
   */
  const attempt = async (name: string, accesses: number): Promise<boolean> => {
    const files = folderFiles(path.join(root, name));
    const resume = await bytes(name, 'checkpoint.safetensors').catch(() => undefined);
    try {
      for await (const _ of train(experiment, {
        registry,
        runtime: await cpu(),
        files,
        observers: observersIn(mortal(files, accesses)),
        ...(resume && { resume: new Uint8Array(resume) }),
      }));
      return true;
    } catch (error) {
      if ((error as Error).message === 'Killed.') return false;
      throw error;
    }
  };
  it.each([0, 1, 2, 3, 4, 5, 7, 11, 18, 29])(
    'every %i accesses: it leaves the files of one that was not',
    async (accesses) => {
      const name = `killed${accesses}`;
      expect(await attempt(name, accesses)).toBe(false);
      for (let more = accesses; more < 100; more += 7) if (await attempt(name, more)) break;
      await expectWhole(name, `killed every ${accesses} accesses`);
    },
  );
});

describe('a checkpoint of version 0.1.0', () => {
  const old = (ending: string) =>
    readFile(new URL(`../../core/src/golden/version-0.1.0.${ending}`, import.meta.url));
  it('resumes with the observers that it had, in their order, and leaves the same files', async () => {
    await mkdir(path.join(root, 'old'));
    await writeFile(path.join(root, 'old', 'metrics.jsonl'), await old('jsonl'));
    const [log, stop, answers, state] = observersIn(folderFiles(path.join(root, 'old')));
    await run('old', Number.POSITIVE_INFINITY, new Uint8Array(await old('safetensors')), [
      ...[log!, stop!, state!, answers!],
    ]);
    for (const file of ['metrics.jsonl', 'checkpoint.safetensors'])
      expect((await bytes('old', file)).equals(await bytes('whole', file)), file).toBe(true);
  });
  it.each([
    ['another order', [earlyStop({}), jsonl({}), checkpoint({})]],
    ['fewer', [jsonl({}), earlyStop({})]],
    ['none', []],
  ] as const)('refuses %s', async (_, observers) => {
    const options = { registry, runtime: await cpu(), files: folderFiles(root) };
    const reports = train(experiment, {
      ...options,
      observers,
      resume: new Uint8Array(await old('safetensors')),
      resumePath: 'old.safetensors',
    });
    await expect(reports.next()).rejects.toThrow(
      'old.safetensors was written by codistill 0.1.0, which saved the states of 3 observers by position',
    );
  });
});
