import {
  createRegistry,
  defineBackbone,
  type Experiment,
  noFiles as files,
  nameOf,
  type Use,
} from '@codistill/core';
import { initState, resolveExperiment } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { methodNames, registry } from './testing/registry.ts';

const branchMethods = ['one', 'cl-ilr', 'cl-ilr-okddip', 'okddip', 'pcl', 'mutual-mcl-okd'];

/** Backbones, with depth and channels of the branched ResNet that replaces each. */
const cases: readonly (readonly [Use, depth: number, width: number])[] = [
  ['resnet-cifar', 20, 16],
  [{ use: 'resnet-cifar', depth: 14, width: 4 }, 14, 4],
  ...[8, 14, 20, 32, 44, 56, 110].map((depth) => [`resnet${depth}`, depth, 16] as const),
  ['resnet8x4', 8, 64],
  ['resnet32x4', 32, 64],
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
  ['mobilenet-v2-224px', 8, 16],
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
  ['embedded', 20, 16],
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

const backboneOf = (arm: Experiment) => Object.values(arm.networks)[0]!.backbone;

beforeAll(async () => {
  await cpu();
});

test('every backbone and every variant of one that names a ResNet is among the cases', () => {
  const naming = registry
    .list('backbone')
    .flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})])
    .filter((name) => registry.build('backbone', name).resnet !== undefined);
  expect(naming).toContain('resnet-cifar');
  expect(cases.map(([use]) => nameOf(use))).toEqual(expect.arrayContaining(naming));
});

test('every method that puts branches in the place of the first network is among the methods', () => {
  const all = methodNames.filter((name) =>
    JSON.stringify(armOf(name, 'small-conv').networks).includes('"branches"'),
  );
  expect(all.sort()).toEqual([...branchMethods].sort());
});

/** The parameters of an arm's first network: names, shapes and first values. */
async function paramsOf(arm: Experiment) {
  const { setup } = await resolveExperiment(arm, registry, files);
  return Object.values((await initState(setup)).networks)[0]!.params;
}

describe.each(branchMethods)('%s', (method) => {
  test.each(cases)(
    'of %j has branches of depth %d and width %d',
    async (backbone, depth, width) => {
      const arm = armOf(method, backbone);
      const made = backboneOf(arm);
      expect(nameOf(made)).toBe('branches');
      expect(registry.build('backbone', made).resnet).toEqual({ depth, width });
      await resolveExperiment(arm, registry, files);
      // Only the parameters of a few small networks are compared, because making them takes long.
      if (method !== 'one' || width > 8 || depth > 8) return;
      const params = await paramsOf(arm);
      expect(params['stem/conv/kernel']!.shape).toEqual([3, 3, 1, width]);
      const written = { use: 'branches', depth, width, count: 3, gate: true };
      const networks = { a: { backbone: written } };
      expect(params).toEqual(await paramsOf({ ...arm, networks }));
    },
  );
});

test('what the options of a backbone from elsewhere mean is not guessed', () => {
  const mine = defineBackbone({
    id: 'mine',
    about: 'Says nothing of a ResNet.',
    options: z.object({ width: z.number().default(1), depth: z.number().default(1) }),
    create: () => ({ heads: ['out'], deployed: 'out', forward: () => ({}) }),
  });
  const known = createRegistry([{ plugins: [...registry.list(), mine] }]);
  for (const backbone of [
    { use: 'mine', width: 0.5 },
    { use: 'mine', width: 3, depth: 5 },
    'mine',
  ]) {
    const made = backboneOf(armOf('okddip', backbone));
    expect(made).toEqual({ use: 'branches', of: backbone, count: 4, gate: false });
    expect(known.build('backbone', made).resnet).toEqual({ depth: 8, width: 16 });
  }
});

test('stages that are shared in a base of branches are shared in its arm', () => {
  const shared = (method: string) =>
    backboneOf(armOf(method, { use: 'branches', sharedStages: 1 }));
  expect(shared('one')).toMatchObject({ sharedStages: 1, count: 3, gate: true });
});
