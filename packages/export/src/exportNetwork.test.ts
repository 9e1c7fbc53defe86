import { wasm } from '@codistill/runtime-wasm';
import { readSafetensors } from '@codistill/weights';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelCard } from './card.ts';
import { exportNetwork } from './exportNetwork.ts';
import type { ExportedNetwork, RunFacts } from './facts.ts';
import { smallBackbones } from './testing/backbones.ts';
import { networkOf } from './testing/networks.ts';

beforeAll(async () => {
  await wasm();
});

const run: RunFacts = {
  dataset: 'digits',
  examples: 100,
  data: '0123',
  strategy: 'competitive',
  perturb: { when: 'always', pool: ['mixup', { use: 'crop', padding: 1 }] },
  networks: { a: 'small-conv', b: 'small-conv' },
  seed: 7,
  epochs: { trained: 1, planned: 2 },
  measured: { split: 'test', words: 'accuracy', unit: '%', value: 0.81, of: 100 },
  versions: { '@codistill/core': '0.1.0' },
  engine: 'wasm (one thread)',
};
const exported = (): ExportedNetwork => ({
  network: networkOf(...smallBackbones['small-conv']!),
  facts: {
    network: 'a',
    backbone: 'small-conv',
    parameters: 24_000,
    task: 'classification',
    distribution: 'categorical',
    names: ['a|b', 'c', 'd', 'e', 'f'],
    mean: [0.4, 0.5, 0.6],
    std: [0.2, 0.2, 0.3],
  },
  run,
});

describe('a model card', () => {
  it('has the data, the method, the seed and the accuracy with its interval', () => {
    const card = modelCard(exported(), { file: 'a.onnx', layout: 'NCHW' });
    const rows = [
      '| Input | [batch, 3, 8, 8]: pixels from 0 to 1, minus [0.4, 0.5, 0.6], divided by [0.2, 0.2, 0.3] |',
      '| Names of the outputs | a\\|b, c, d, e, f |',
      '| Data | digits, 100 examples trained on; digest 0123 |',
      '| Perturbation | always, one of mixup, crop {"padding":1} |',
      '| Training | 1 of 2 epochs, on wasm (one thread) |',
      '| Seed | 7; one run |',
      '| Measured | test accuracy 81.0 %, 95 % interval [72.2, 87.5] over 100 examples (Wilson); it says nothing about other seeds |',
      '| License | not stated; fill in that of the data and of these weights |',
    ];
    for (const row of rows) expect(card).toContain(`${row}\n`);
  });

  it('gives no interval for what is no share of counts, and says what is not known', () => {
    const measured = { split: 'validation', words: 'mean error', unit: 'mm', value: 1.5 } as const;
    const given = { ...exported(), run: { ...run, measured } };
    expect(modelCard(given, { file: 'x', layout: 'NHWC' })).toContain(
      '| Measured | validation mean error 1.500 mm, without an interval: it is no share of counts |',
    );
    const { run: _, ...alone } = exported();
    expect(modelCard(alone, { file: 'x', layout: 'NHWC' })).toContain(
      '| Training | not known: weights without a run |',
    );
  });
});

it('safetensors have our names, and say what the network is', async () => {
  const { model } = await exportNetwork(exported(), { to: 'safetensors', file: 'a' });
  const { tensors, metadata } = readSafetensors(model as Uint8Array, 'a');
  const { params, stats } = exported().network;
  expect(Object.keys(tensors).sort()).toEqual(Object.keys({ ...params, ...stats }).sort());
  expect(metadata).toMatchObject({
    format: 'codistill/weights',
    backbone: 'small-conv',
    classes: '5',
    image: '{"height":8,"width":8,"channels":3}',
    mean: '[0.4,0.5,0.6]',
  });
});

it('names of a library that the backbone lacks, and options of another format, are refused', async () => {
  const file = 'a';
  await expect(
    exportNetwork(exported(), { to: 'safetensors', file, names: 'timm' }),
  ).rejects.toThrow('The backbone small-conv does not say how its tensors are called in "timm"');
  await expect(exportNetwork(exported(), { to: 'onnx', file, names: 'timm' })).rejects.toThrow(
    '--names is for --to safetensors, and onnx was asked for',
  );
  await expect(
    exportNetwork(exported(), { to: 'safetensors', file, foldBatchNorm: true }),
  ).rejects.toThrow('--fold-batch-norm changes the operations of a network');
});
