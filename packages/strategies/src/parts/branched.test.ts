import * as backbones from '@codistill/backbones';
import {
  createRegistry,
  type Experiment,
  initState,
  nameOf,
  pluginsOf,
  resolveExperiment,
  type Use,
} from '@codistill/core';
import * as datasets from '@codistill/datasets';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import { beforeAll, describe, expect, test } from 'vitest';
import * as strategies from '../index.ts';
import { startEngine } from '../testing/engine.ts';

const registry = createRegistry(
  [backbones, datasets, optimizers, perturbations, strategies].map((module) => ({
    plugins: pluginsOf(module),
  })),
);
const files = {
  read: async () => new Uint8Array(),
  write: async () => {},
  append: async () => {},
  list: async () => [],
};
const branchMethods = ['one', 'cl-ilr', 'cl-ilr-okddip', 'okddip', 'pcl', 'mutual-mcl-okd'];

/** Backbones, and depth and channels of the ResNet with branches that stands for each. */
const cases: readonly (readonly [Use, depth: number, width: number])[] = [
  ['resnet-cifar', 20, 16],
  [{ use: 'resnet-cifar', depth: 14, width: 4 }, 14, 4],
  ...[8, 14, 20, 32, 44, 56, 110].map((depth) => [`resnet${depth}`, depth, 16] as const),
  [{ use: 'resnet32', width: 5 }, 32, 5],
  [{ use: 'resnet8', depth: 14 }, 14, 16],
  ['small-conv', 8, 16],
  [{ use: 'small-conv', width: 6 }, 8, 6],
  ['mobilenet-v1', 8, 16],
  ['mobilenet-v1-released', 8, 16],
  [{ use: 'mobilenet-v1', width: 1 }, 8, 16],
  [{ use: 'mobilenet-v1', width: 0.25 }, 8, 4],
  [{ use: 'mobilenet-v1', width: 0.001 }, 8, 1],
  ['mobilenet-v2', 8, 16],
  ['mobilenet-v2-half', 8, 8],
  [{ use: 'mobilenet-v2', width: 0.5 }, 8, 8],
  [{ use: 'mobilenet-v2-half', width: 1.4 }, 8, 22],
  [{ use: 'mobilenet-v2', width: 1, expandFirst: true }, 8, 16],
  ['wide-resnet', 14, 32],
  [{ use: 'wide-resnet', depth: 10, widen: 1, dropout: 0.3 }, 8, 16],
  ['wrn-16-1', 14, 16],
  ['wrn-16-2', 14, 32],
  ['wrn-16-4', 14, 64],
  ['wrn-16-8', 14, 128],
  ['wrn-28-2', 26, 32],
  ['wrn-28-4', 26, 64],
  ['wrn-28-10', 26, 160],
  ['wrn-28-12', 26, 192],
  ['wrn-40-1', 38, 16],
  ['wrn-40-2', 38, 32],
  [{ use: 'wrn-40-4', widen: 1 }, 38, 16],
  ['wrn-40-4', 38, 64],
  ['vit', 8, 16],
  [{ use: 'vit', depth: 5, channels: 32 }, 8, 16],
  ['vit-ti', 8, 16],
  ['vit-s', 8, 16],
  ['vit-b', 8, 16],
  ['branches', 20, 16],
  [{ use: 'branches', depth: 8, width: 3, count: 5, gate: false }, 8, 3],
  ['exits', 20, 16],
  [{ use: 'exits', of: { use: 'mobilenet-v2', width: 0.5 }, count: 4 }, 8, 8],
  [{ use: 'exits', of: 'resnet14' }, 14, 16],
];

const base = (backbone: Use): Experiment => ({
  dataset: {
    use: 'arrays',
    imageShape: [8, 8, 1],
    classes: 4,
    train: {
      images: new Uint8Array(40 * 64).fill(9),
      labels: Array.from({ length: 40 }, (_, i) => i % 4),
    },
  },
  networks: { a: { backbone }, b: { backbone } },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: 'cosine',
  epochs: 1,
  batchSize: 16,
  seed: 1,
});
const armOf = (method: string, backbone: Use) =>
  registry.build('method', method).arm(base(backbone));

beforeAll(async () => {
  await startEngine();
});

test('every backbone and every variant of one is among the cases', () => {
  const all = registry
    .list('backbone')
    .flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})]);
  expect([...new Set(cases.map(([use]) => nameOf(use)))].sort()).toEqual(all.sort());
});

test('every method that puts branches in the place of the first network is among the methods', () => {
  const all = registry
    .list('method')
    .flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})])
    .filter((name) => JSON.stringify(armOf(name, 'small-conv').networks).includes('"branches"'));
  expect(all.sort()).toEqual([...branchMethods].sort());
});

describe.each(branchMethods)('%s', (method) => {
  test.each(cases)(
    'of %j has branches of depth %d and width %d',
    async (backbone, depth, width) => {
      const arm = armOf(method, backbone);
      const made = Object.values(arm.networks)[0]!.backbone as Exclude<Use, string>;
      // What is left out is the default of `branches`.
      expect({ depth: 20, width: 16, ...made }).toMatchObject({ use: 'branches', depth, width });
      const { setup } = await resolveExperiment(arm, registry, files);
      // Building says that the options hold; the parameters of a few small ones, that they are so.
      if (method !== 'one' || width > 8 || depth > 8) return;
      const { networks } = await initState(setup);
      const [network] = Object.values(networks);
      expect(network!.params['stem/conv/kernel']!.shape).toEqual([3, 3, 1, width]);
    },
  );
});

test('what the options of a backbone from elsewhere mean is not guessed', () => {
  for (const backbone of [{ use: 'mine', width: 0.5 }, { use: 'mine', width: 3, depth: 5 }, 'mine'])
    expect(Object.values(armOf('okddip', backbone).networks)[0]!.backbone).toEqual({
      use: 'branches',
      depth: 8,
      count: 4,
      gate: false,
    });
});

test('stages that are shared in a base of branches are shared in its arm', () => {
  const shared = (method: string) =>
    Object.values(armOf(method, { use: 'branches', sharedStages: 1 }).networks)[0]!.backbone;
  expect(shared('one')).toMatchObject({ sharedStages: 1, count: 3, gate: true });
});
