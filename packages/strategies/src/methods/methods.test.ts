import * as backbones from '@codistill/backbones';
import { createRegistry, type Experiment, initState, parseExperiment, pluginsOf, type Report, resolveExperiment, train } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import { beforeAll, describe, expect, test } from 'vitest';
import * as strategies from '../index.ts';
import { startEngine } from '../testing/engine.ts';
import { value } from '../testing/peers.ts';

const registry = createRegistry([backbones, datasets, optimizers, perturbations, strategies].map((module) => ({ plugins: pluginsOf(module) })));
const methods = registry.list('method').flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})]);

const labels = Array.from({ length: 40 }, (_, i) => i % 4);
const images = Uint8Array.from({ length: 40 * 64 }, (_, i) => Math.floor(127 + 60 * value(labels[Math.floor(i / 64)]!, i % 64) + 60 * value(9, i)));
const files = { read: async () => new Uint8Array(), write: async () => {}, append: async () => {}, list: async () => [] };

const base: Experiment = {
  dataset: { use: 'arrays', imageShape: [8, 8, 1], classes: 4, train: { images, labels } },
  networks: {
    a: { backbone: { use: 'small-conv', width: 2 } },
    b: { backbone: { use: 'resnet8', width: 3 }, learningRate: { use: 'steps', at: [2, 0.9] } },
  },
  strategy: 'independent',
  augment: [{ use: 'shift' }],
  optimizer: 'sgd',
  learningRate: { use: 'cosine', peak: 0.05, warmUpEpochs: 1 },
  perturb: { when: 'always', pool: ['flip'] },
  update: 'alternating',
  validation: { fraction: 0.2, seed: 0 },
  epochs: 2,
  batchSize: 16,
  seed: 1,
};
const armOf = (method: string, from = base) => registry.build('method', method).arm(from);

let runtime: Awaited<ReturnType<typeof startEngine>>;
beforeAll(async () => {
  runtime = await startEngine();
});

describe.each(methods)('%s', (name) => {
  test('makes an experiment of the same data, seed and optimizer, as data, and leaves the base as it is', () => {
    const before = JSON.stringify(base);
    const arm = armOf(name);
    expect(JSON.stringify(base)).toBe(before);
    expect(parseExperiment(arm)).toEqual(JSON.parse(JSON.stringify({ ...arm, dataset: 0 }), (key, x) => (key === 'dataset' ? arm.dataset : x)));
    for (const field of ['dataset', 'optimizer', 'seed', 'batchSize', 'validation'] as const) expect(arm[field]).toEqual(base[field]);
    // What is drawn for the base's own strategy does not reach an arm that has none of it.
    expect(JSON.stringify(arm.perturb ?? null)).not.toContain('flip"]');
    expect(arm.strategy).toBeDefined();
  });

  test('trains', async () => {
    const arm = armOf(name);
    const { setup } = await resolveExperiment(arm, registry, files);
    const made = await initState(setup);
    const frozen = Object.keys(arm.networks).filter((id) => arm.networks[id]!.frozen);
    const weights = Object.fromEntries(frozen.map((id) => [id, made.networks[id]!]));
    const reports: Report[] = [];
    for await (const report of train(arm, { registry, runtime, files, weights, test: 'last-epoch' })) if (reports.push(report) === 3) break;
    expect(reports.length).toBe(3);
    for (const { metrics } of reports) expect([...metrics.values].every(Number.isFinite)).toBe(true);
  });
});

test('of one network, every method makes an arm that trains, or says what it needs', async () => {
  const alone = { ...base, networks: { a: base.networks['a']! } };
  for (const name of methods) {
    const arm = armOf(name, alone);
    try {
      const { setup } = await resolveExperiment(arm, registry, files);
      await initState(setup);
    } catch (error) {
      expect((error as Error).message, name).toMatch(/needs/);
    }
  }
});

test('equal compute: as many times the epochs as networks, the schedule stretched', () => {
  const arm = armOf('independent-long');
  expect(arm.epochs).toBe(4);
  expect(arm.learningRate).toEqual({ use: 'cosine', peak: 0.05, warmUpEpochs: 2 });
  expect(Object.keys(arm.networks)).toEqual(['a']);
  const all = registry.build('method', { use: 'independent-long', networks: 'all' }).arm(base);
  expect(all.networks['b']!.learningRate).toEqual({ use: 'steps', at: [4, 0.9] });
});

test('competitive distillation perturbs as the paper has it', () => {
  expect(armOf('competitive').perturb).toEqual({ when: 'always', pool: ['mixup', 'cutmix', 'gaussian-noise', 'warp', 'crop'] });
  expect(armOf('competitive-repo').perturb?.when).toEqual({ use: 'every', steps: 10 });
});

test('born-again generations name each other, down to the independent run', () => {
  const third = armOf('born-again');
  expect(Object.keys(third.networks)).toEqual(['t', 'a-born3']);
  const taughtBy = (arm: Experiment) =>
    (arm.networks['t'] as unknown as { readonly weights: { readonly method: never; readonly network: string } }).weights;
  const second = registry.build('method', taughtBy(third).method).arm(base);
  expect(Object.keys(second.networks)).toContain(taughtBy(third).network);
  const first = registry.build('method', taughtBy(second).method).arm(base);
  expect(taughtBy(first)).toEqual({ method: 'independent', network: 'a' });
});
