import * as backbones from '@codistill/backbones';
import {
  createRegistry,
  type Experiment,
  noFiles,
  pluginsOf,
  type Registry,
  train,
} from '@codistill/core';
import * as datasets from '@codistill/datasets';
import * as optimizers from '@codistill/optimizers';
import { wasm } from '@codistill/runtime-wasm';
import * as strategies from '@codistill/strategies';
import { describe, expect, it } from 'vitest';
import * as tasks from './index.ts';
import { identitySplit } from './retrieval/identitySplit.ts';

const registry = createRegistry(
  [backbones, datasets, optimizers, strategies, tasks].map((module) => ({
    plugins: pluginsOf(module),
  })),
) as Registry;

const network = { backbone: { use: 'embedded', of: 'small-conv' } };
const experiment: Experiment = {
  dataset: 'digits',
  task: 'retrieval',
  networks: { a: network, b: network },
  strategy: 'mutual',
  order: { use: 'identities', each: 4 },
  validation: { fraction: 0.3, seed: 1 },
  optimizer: 'sgd',
  learningRate: 0.05,
  examples: 320,
  epochs: 2,
  batchSize: 32,
  seed: 1,
};

async function trained(changes: Partial<Experiment>) {
  const found: Record<string, number> = {};
  const runtime = await wasm();
  for await (const { kind, metrics } of train(
    { ...experiment, ...changes },
    { registry, runtime, files: noFiles },
  ))
    if (kind === 'epoch')
      for (const [i, name] of metrics.names.entries()) found[name] = metrics.values[i]!;
  return found;
}

describe('retrieval', () => {
  it('ranks images of one digit before others, better than before training', async () => {
    const before = await trained({ learningRate: 0, epochs: 1 });
    const after = await trained({});
    expect(after['test/map']).toBeGreaterThan(before['test/map']! + 0.1);
    expect(after['test/rank1']).toBeGreaterThan(0.8);
    expect(after['test/map/ensemble']).toBeGreaterThan(before['test/map']! + 0.1);
    expect(after['train/loss/triplet/labels->a']).toBeGreaterThan(0);
    // Three digits that were never trained on are ranked too, as queries of validation.
    expect(after['validation/map']).toBeGreaterThan(1 / 3);
  });

  it('has no triplet loss with the weight 0', async () => {
    const found = await trained({ task: { use: 'retrieval', triplet: 0 }, epochs: 1 });
    expect(Object.keys(found).filter((name) => name.includes('triplet'))).toEqual([]);
  });

  it('needs networks with an embedding', async () => {
    const networks = { a: { backbone: 'small-conv' } };
    await expect(trained({ networks, strategy: 'independent' })).rejects.toThrow('embedding');
  });

  it('holds out whole identities, and images of none belong to no part', () => {
    const identities = Int32Array.from({ length: 60 }, (_, i) => (i % 12) - 1);
    const request = { validation: { fraction: 0.25, seed: 4 }, seed: 1 };
    const { train: left, validation } = identitySplit(identities, request);
    const of = (positions: Int32Array) => new Set(positions.map((at) => identities[at]!));
    expect(of(validation).size).toBe(3);
    expect([...of(left)].filter((identity) => of(validation).has(identity))).toEqual([]);
    expect(left.length + validation.length).toBe(55);
    expect(of(left).has(-1)).toBe(false);
    expect(identitySplit(identities, { ...request, examples: 16 }).train).toHaveLength(16);
    expect(() => identitySplit(Int32Array.of(0, 0, 1, 1), request)).toThrow(
      'at least 2 are needed',
    );
  });
});
