import { type Experiment, noFiles as files, type Report, train, type Use } from '@codistill/core';
import {
  deployedPeer,
  initState,
  learns,
  parseExperiment,
  planAt,
  resolveExperiment,
} from '@codistill/core/engine';
import * as perturbations from '@codistill/perturbations';
import { cpu } from '@codistill/runtime-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { value } from '../../strategies/src/testing/peers.ts';
import { methodNames as methods, registry } from './testing/registry.ts';

const labels = Array.from({ length: 40 }, (_, i) => i % 4);
const images = Uint8Array.from({ length: 40 * 64 }, (_, i) =>
  Math.floor(127 + 60 * value(labels[Math.floor(i / 64)]!, i % 64) + 60 * value(9, i)),
);
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

let runtime: Awaited<ReturnType<typeof cpu>>;
beforeAll(async () => {
  runtime = await cpu();
});

describe.each(methods)('%s', (name) => {
  test('makes an experiment of the same data, seed and optimizer, as data, and leaves the base as it is', () => {
    const before = JSON.stringify(base);
    const arm = armOf(name);
    expect(JSON.stringify(base)).toBe(before);
    expect(parseExperiment(arm)).toEqual(
      JSON.parse(JSON.stringify({ ...arm, dataset: 0 }), (key, x) =>
        key === 'dataset' ? arm.dataset : x,
      ),
    );
    for (const field of ['dataset', 'optimizer', 'seed', 'batchSize', 'validation'] as const)
      expect(arm[field]).toEqual(base[field]);
    // An arm without the base's own strategy keeps nothing that was drawn for that strategy.
    expect(JSON.stringify(arm.perturb ?? null)).not.toContain('flip"]');
    expect(arm.strategy).toBeDefined();
  });

  test('trains, also by what it measured, and its metrics are known before', async () => {
    const arm = armOf(name, { ...base, learningRate: 'plateau' });
    const { setup } = await resolveExperiment(arm, registry, files);
    const made = await initState(setup);
    const frozen = Object.keys(arm.networks).filter((id) => arm.networks[id]!.frozen);
    const weights = Object.fromEntries(frozen.map((id) => [id, made.networks[id]!]));
    let known: readonly string[] = [];
    const reports: Report[] = [];
    // The first step of the second epoch reads its learning rate from the history of the first
    // epoch.
    for await (const report of train(
      { ...arm, evaluate: 'last-epoch' },
      {
        registry,
        runtime,
        files,
        weights,
        observers: [
          {
            name: 'checks',
            see: () => {},
            check: (metrics) => {
              known = metrics;
            },
          },
        ],
      },
    ))
      if (reports.push(report) === 4) break;
    expect(reports.map(({ kind }) => kind)).toEqual(['step', 'step', 'epoch', 'step']);
    for (const { metrics } of reports)
      expect([...metrics.values].every(Number.isFinite)).toBe(true);
    const { history } = reports[2]!.moment;
    expect(Object.keys(history).sort()).toEqual([...known].sort());
    const answers = setup.networks.filter(learns).map(deployedPeer);
    const sum = answers.reduce((all, id) => all + history[`validation/accuracy/${id}`]![0]!, 0);
    expect(history['validation/accuracy']).toEqual([sum / answers.length]);
  });
});

test('of one network, every method makes an arm that trains, but for those that say what they need', async () => {
  const alone = { ...base, networks: { a: base.networks['a']! } };
  const refused: string[] = [];
  for (const name of methods) {
    const arm = armOf(name, alone);
    try {
      const { setup } = await resolveExperiment(arm, registry, files);
      await initState(setup);
    } catch (error) {
      expect((error as Error).message, name).toMatch(/needs/);
      refused.push(name);
    }
  }
  expect(refused).toEqual(['switokd']);
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
  expect(armOf('competitive').perturb).toEqual({
    when: 'always',
    pool: ['mixup', 'cutmix', 'gaussian-noise', 'warp', 'crop'],
  });
  expect(armOf('competitive-repo').perturb).toEqual({
    when: { use: 'every', steps: 10 },
    // Do not change this text: the keys of finished runs depend on it.
    pool: [
      { use: 'mixup', space: 'normalized' },
      { use: 'gaussian-noise', space: 'normalized', sd: 1, clamp: true },
      { use: 'jitter-blur', space: 'normalized' },
      { use: 'flip', axis: 'horizontal', probability: 1, space: 'normalized' },
      { use: 'flip', axis: 'vertical', probability: 1, space: 'normalized' },
      { use: 'rotate', degrees: 30, per: 'batch', space: 'normalized' },
    ],
  });
});

test('the controls of the perturbation have that of competitive distillation, and may have that of its released code', () => {
  for (const name of [
    'independent-perturbed',
    'mutual-perturbed',
    'random-teacher',
    'worst-teacher',
    'fixed-teacher',
    'competitive-smoothed',
  ]) {
    expect(armOf(name).perturb, name).toEqual(armOf('competitive').perturb);
    const repo = { when: { use: 'every', steps: 10 }, pool: perturbations.repositoryPool };
    expect(registry.build('method', { use: name, ...repo }).arm(base).perturb, name).toEqual(repo);
  }
});

test('branches are those of each source', () => {
  const of = { use: 'small-conv', width: 2 };
  const backboneOf = (name: string) => {
    const { backbone } = Object.values(armOf(name).networks)[0]!;
    expect(registry.build('backbone', backbone).resnet).toEqual({ depth: 8, width: 2 });
    return backbone;
  };
  expect(backboneOf('one')).toEqual({ use: 'branches', of, count: 3, gate: true });
  expect(backboneOf('okddip')).toEqual({ use: 'branches', of, count: 4, gate: false });
  expect(backboneOf('pcl')).toEqual({ use: 'branches', of, count: 3, gate: false });
  expect(backboneOf('cl-ilr')).toEqual({
    use: 'branches',
    of,
    count: 4,
    gate: false,
    rescale: true,
  });
  expect(backboneOf('mutual-mcl-okd')).toEqual({
    use: 'branches',
    of,
    count: 2,
    sharedStages: 1,
    gate: false,
  });
});

test('distill takes the last network, the first, or all of `independent` as teachers', () => {
  const networks = (teacher: string) =>
    registry.build('method', { use: 'distill', teacher }).arm(base).networks;
  const taught = (teacher: string) =>
    Object.entries(networks(teacher)).map(([id, spec]) => [
      id,
      'weights' in spec ? (spec.weights as { readonly network: string }).network : undefined,
    ]);
  expect(taught('last')).toEqual([
    ['t', 'b'],
    ['a', undefined],
  ]);
  expect(taught('first')).toEqual([
    ['t', 'a'],
    ['a', undefined],
  ]);
  expect(taught('all')).toEqual([
    ['t1', 'a'],
    ['t2', 'b'],
    ['a', undefined],
  ]);
});

test('a weight may be a schedule, by name: a teacher stops at an epoch, starts after a burn-in, or goes along a line', async () => {
  const at = async (weight: Use) => {
    const resolved = await resolveExperiment(
      registry.build('method', { use: 'mutual', weight }).arm({ ...base, epochs: 4 }),
      registry,
      files,
    );
    const { stepsPerEpoch } = resolved;
    return [0, 1, 2, 3].map((epoch) => {
      const moment = {
        step: epoch * stepsPerEpoch,
        epoch,
        stepsPerEpoch,
        epochs: 4,
        progress: epoch / 4,
        history: { 'validation/accuracy': [0.5, 0.5, 0.5] },
      };
      return planAt(resolved, moment).strategy['weight'];
    });
  };
  expect(await at({ use: 'stop-at', until: 3 })).toEqual([1, 1, 1, 0]);
  expect(await at({ use: 'burn-in', until: 0.5 })).toEqual([0, 0, 1, 1]);
  expect(await at('linear')).toEqual([0, 0.25, 0.5, 0.75]);
  expect(await at({ use: 'plateau', peak: 1, factor: 0.5, patience: 1 })).toEqual([
    0.5, 0.5, 0.5, 0.5,
  ]);
  expect((await at({ use: 'sigmoid-ramp', until: 2 }))[1]).toBeCloseTo(Math.exp(-5 / 4), 12);
  expect((await at({ use: 'cosine', peak: 0, floor: 2 }))[2]).toBeCloseTo(1, 12);
});

test('born-again generations name each other, down to the independent run', () => {
  const third = armOf('born-again');
  expect(Object.keys(third.networks)).toEqual(['t', 'a-born3']);
  // These weights are of a method, not of a file, and `use` is any string in an experiment.
  const taughtBy = (arm: Experiment) =>
    (
      arm.networks['t'] as unknown as {
        readonly weights: { readonly method: never; readonly network: string };
      }
    ).weights;
  const second = registry.build('method', taughtBy(third).method).arm(base);
  expect(Object.keys(second.networks)).toContain(taughtBy(third).network);
  const first = registry.build('method', taughtBy(second).method).arm(base);
  expect(taughtBy(first)).toEqual({ method: 'independent', network: 'a' });
});

describe('what a base sets explicitly reaches the arm, but for what defines the method', () => {
  // The two bases differ in every field, so that a field that a method sets differs from one of
  // them.
  const bases: readonly Experiment[] = [
    {
      ...base,
      shards: 'own',
      views: 'shared',
      order: 'identities',
      augment: [{ use: 'shift' }],
      optimizer: { use: 'sgd', momentum: 0.8 },
      clipNorm: 3,
      precision: 'float32',
      randomness: 'fed',
      examples: 20,
    },
    {
      ...base,
      shards: 'shared',
      views: 'own',
      order: 'shuffled',
      augment: [],
      optimizer: 'adamw',
      learningRate: 'constant',
      update: 'simultaneous',
      clipNorm: 5,
      precision: 'mixed-bfloat16',
      randomness: 'stateless',
      examples: 24,
      epochs: 3,
      batchSize: 8,
      seed: 4,
    },
  ];
  /** Fields besides `strategy`, `perturb` and `update`. Methods that are not listed set none. */
  const defines: Readonly<Record<string, readonly (keyof Experiment)[]>> = {
    'born-again': ['networks'],
    'cl-ilr': ['networks'],
    'cl-ilr-okddip': ['networks'],
    codistillation: ['networks'],
    'cs-kd': ['order'],
    'cutmix-alone': ['augment'],
    distill: ['networks'],
    'distill-hints': ['networks'],
    'independent-long': ['epochs', 'learningRate', 'networks'],
    kdcl: ['views'],
    'kdcl-general': ['views'],
    'kdcl-linear': ['views'],
    'kdcl-naive': ['views'],
    'mean-teacher': ['networks', 'views'],
    'mixup-alone': ['augment'],
    'mutual-mcl-okd': ['networks'],
    okddip: ['networks'],
    one: ['networks'],
    pcl: ['networks'],
    self: ['networks'],
    'self-conference': ['networks'],
    'self-unofficial': ['networks'],
    'teacher-free-self': ['networks'],
  };
  const text = JSON.stringify;

  test.each(methods)('%s', (name) => {
    const own = new Set<string>(['strategy', 'perturb', 'update']);
    const changed = new Set<string>();
    for (const explicit of bases) {
      const arm = armOf(name, explicit);
      for (const field of Object.keys(explicit) as (keyof Experiment)[])
        if (!own.has(field) && text(arm[field]) !== text(explicit[field])) changed.add(field);
      for (const field of Object.keys(arm))
        expect(own.has(field) || field in explicit, `${name} sets ${field}`).toBe(true);
    }
    expect([...changed].sort()).toEqual([...(defines[name] ?? [])].sort());
  });

  test.each(methods)('%s keeps what a network that learns sets for itself', (name) => {
    const set = { optimizer: 'adamw', learningRate: 'constant', clipNorm: 2 };
    const networks = {
      a: { ...base.networks['a']!, ...set },
      b: { ...base.networks['b']!, ...set },
    };
    const arm = armOf(name, { ...base, networks } as Experiment);
    const learning = Object.values(arm.networks).filter((spec) => !spec.frozen && !spec.follows);
    expect(learning.length).toBeGreaterThan(0);
    for (const spec of learning) expect(spec).toMatchObject(set);
  });

  test('a method that adds to the augmentation keeps that of the base, before its own', () => {
    expect(armOf('mixup-alone').augment).toEqual([{ use: 'shift' }, { use: 'mixup', alpha: 1 }]);
  });

  test('codistillation takes shards from its option, and else from the base', () => {
    const shards = (option: object, from: Experiment) =>
      registry.build('method', { use: 'codistillation', ...option }).arm(from).shards;
    expect(shards({}, bases[0]!)).toBe('own');
    expect(shards({}, bases[1]!)).toBe('shared');
    expect(shards({}, base)).toBeUndefined();
    expect(shards({ shards: 'own' }, bases[1]!)).toBe('own');
    expect(shards({ shards: 'shared' }, bases[0]!)).toBe('shared');
  });
});

test('the control without a teacher is perturbed as competitive distillation is, and learns from the labels alone', () => {
  const arm = armOf('independent-perturbed');
  expect(arm.perturb).toEqual(armOf('competitive').perturb);
  expect(arm.update).toBe(armOf('competitive').update);
  expect(arm.strategy).toEqual(armOf('independent').strategy);
  expect(arm.networks).toEqual(base.networks);
  const without = registry.build('method', { use: 'independent-perturbed', pool: [] }).arm(base);
  expect(without.perturb).toBeUndefined();
});
