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
import { rowGroups, strataOf } from './rowGroups.ts';
import * as made from './testing/digits.ts';

const registry = createRegistry(
  [backbones, datasets, optimizers, strategies, tasks, made].map((module) => ({
    plugins: pluginsOf(module),
  })),
) as Registry;

const network = { backbone: 'small-conv' };
const experiment: Experiment = {
  dataset: 'digit-angle',
  task: { use: 'regression', unit: 'degrees' },
  networks: { a: network, b: network },
  strategy: 'mutual',
  optimizer: 'sgd',
  learningRate: 0.1,
  examples: 320,
  epochs: 4,
  batchSize: 32,
  seed: 1,
};

/** The history of a run. */
async function trained(changes: Partial<Experiment> = {}) {
  let history: Readonly<Record<string, readonly number[]>> = {};
  const runtime = await wasm();
  for await (const { moment } of train(
    { ...experiment, ...changes },
    { registry, runtime, files: noFiles },
  ))
    history = moment.history;
  return history;
}

describe('regression', () => {
  it.each([
    ['independent', {}],
    // Two losses of unit curvature add up, so that the same rate needs shorter gradients.
    ['mutual', { clipNorm: 1 }],
  ])(
    'learns targets in degrees at a learning rate of 0.1, better than their mean: %s',
    async (strategy, changes) => {
      const history = await trained({ strategy, ...changes });
      const rmse = history['validation/rmse']!.at(-1)!;
      // The deviation of a uniform angle within 60 degrees.
      expect(rmse).toBeLessThan(0.85 * (120 / Math.sqrt(12)));
      expect(history['validation/r2']!.at(-1)).toBeGreaterThan(0.2);
      expect(history['validation/rmse/ensemble']!.at(-1)).toBeLessThan(1.001 * rmse);
      // The error of a step is in degrees too.
      expect(history['train/mae/a']!.at(-1)).toBeGreaterThan(1);
    },
  );
  it('says which number is the same everywhere', () => {
    const targets = { kind: 'numbers', width: 2, values: Float32Array.of(1, 5, 2, 5) } as const;
    expect(() => tasks.regression().fit(targets, Int32Array.of(0, 1), {})).toThrow(
      'Number 1 of the targets is 5 for all training examples',
    );
  });
});

describe('multi-label', () => {
  it('learns the segments of digits better than their frequencies', async () => {
    const history = await trained({ dataset: 'digit-segments', task: 'multi-label' });
    // A network that always predicts the frequencies has a mean average precision of about 0.7.
    expect(history['validation/map']!.at(-1)).toBeGreaterThan(0.85);
    expect(history['validation/labels']!.at(-1)).toBeGreaterThan(0.8);
  });
  it('draws rare rows together, so that validation stays as small as asked for', () => {
    const rows = [
      ...Array.from({ length: 80 }, () => 0),
      ...Array.from({ length: 20 }, (_, i) => i + 1),
    ];
    const values = Uint8Array.from(
      rows.flatMap((row) => [...row.toString(2).padStart(5, '0')].map(Number)),
    );
    const targets = { kind: 'bits', width: 5, values } as const;
    const { validation, train: rest } = tasks.multiLabel().split!(
      targets,
      { validation: { fraction: 0.1, seed: 0 }, seed: 0 },
      {},
    );
    expect([validation.length, rest.length]).toEqual([10, 90]);
    expect(validation.filter((i) => i < 80)).toHaveLength(8);
    expect([...strataOf(Int32Array.of(4, 4, 4, 9), 0.5)]).toEqual([4, 4, 4, 4]);
    expect(new Set(rowGroups(targets)).size).toBe(21);
  });
});
