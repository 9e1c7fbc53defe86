import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporary } from '../../../apps/codistill/src/testing/folder.ts';
import { armsOf, plannedRuns } from './arms.ts';
import { experimentKey } from './experimentKey.ts';
import { homeOf, ownFolder } from './folder.ts';
import { loadRegistry } from './plugins/loadPlugins.ts';
import { parseStudyFile } from './schema.ts';
import { keepShared, sharedRuns } from './sharedRuns.ts';
import { completeStudy } from './study.ts';

const registry = await loadRegistry();
const planOf = (file: object) => {
  const study = completeStudy(parseStudyFile({ seeds: 2, ...file }, 'The test'), '/');
  const arms = armsOf(study, registry);
  return { arms, runs: plannedRuns(arms, study.seeds) };
};
const servedIn = async (file: object, folder = temporary()) =>
  Object.fromEntries((await sharedRuns(planOf(file).runs, registry, folder)).served);

describe('runs of equal experiments', () => {
  it.each<readonly [string, object, readonly string[]]>([
    ['a method of another name', ['independent', 'deep-ensemble'], ['deep-ensemble']],
    [
      'a default that is written out',
      { first: 'mutual', second: { use: 'mutual', temperature: 1 } },
      ['second'],
    ],
    [
      'a strategy and its method',
      { first: { strategy: 'independent' }, second: 'independent' },
      ['second'],
    ],
    [
      'options in another order',
      {
        first: { use: 'mutual', temperature: 2, update: 'alternating' },
        second: { use: 'mutual', update: 'alternating', temperature: 2 },
      },
      ['second'],
    ],
    [
      'a variant and what it stands for',
      {
        first: { strategy: 'independent', networks: { a: { backbone: 'resnet8' } } },
        second: {
          strategy: { use: 'independent' },
          networks: { a: { backbone: { use: 'resnet-cifar', depth: 8 } } },
        },
      },
      ['second'],
    ],
    [
      'an inner plugin that is written out',
      {
        first: {
          strategy: 'independent',
          networks: { a: { backbone: { use: 'exits', of: 'resnet8' } } },
        },
        second: {
          strategy: 'independent',
          networks: {
            a: { backbone: { use: 'exits', of: { use: 'resnet-cifar', depth: 8 } } },
          },
        },
      },
      ['second'],
    ],
  ])('are trained once: %s', async (_what, methods, served) => {
    const found = await servedIn({ methods });
    const seeds = served.flatMap((method) => [1, 2].map((seed) => `${method}/seed-${seed}`));
    expect(Object.keys(found).sort()).toEqual(seeds);
    for (const [id, home] of Object.entries(found))
      expect(home.split('/')[1]).toBe(id.split('/')[1]);
  });

  it.each<readonly [string, object]>([
    ['another strategy', ['independent', 'mutual']],
    ['another option', ['mutual', { use: 'mutual', temperature: 2 }]],
    ['another update', ['mutual', { use: 'mutual', update: 'alternating' }]],
    [
      'other networks',
      {
        first: { strategy: 'mutual', networks: { a: { backbone: 'small-conv' } } },
        second: { strategy: 'mutual', networks: { b: { backbone: 'small-conv' } } },
      },
    ],
    [
      'networks in another order',
      {
        first: {
          strategy: 'mutual',
          networks: { a: { backbone: 'resnet8' }, b: { backbone: 'small-conv' } },
        },
        second: {
          strategy: 'mutual',
          networks: { b: { backbone: 'small-conv' }, a: { backbone: 'resnet8' } },
        },
      },
    ],
    [
      'other data order',
      { first: { strategy: 'mutual', shards: 'own' }, second: { strategy: 'mutual' } },
    ],
  ])('are trained twice where they differ: %s', async (_what, methods) => {
    expect(await servedIn({ methods })).toEqual({});
  });

  it('have a text in common, of whatever of our methods', () => {
    const { arms } = planOf({ methods: registry.list('method').map(({ id }) => id) });
    const byKey = new Map<string, string[]>();
    for (const arm of arms) {
      const key = experimentKey(arm.experiment(1), registry);
      byKey.set(key, [...(byKey.get(key) ?? []), arm.id]);
    }
    const shared = [...byKey.values()].filter((ids) => ids.length > 1);
    expect(shared).toContainEqual(['independent', 'deep-ensemble']);
  });

  it('are waited for where the one that is trained is, and known by a file', async () => {
    const folder = temporary();
    const { runs } = planOf({ methods: ['deep-ensemble', 'distill'], seeds: [3] });
    const shared = await sharedRuns(runs, registry, folder);
    expect(shared.trained.map(({ id, after }) => [id, after])).toEqual([
      ['deep-ensemble/seed-3', []],
      ['distill/seed-3', ['deep-ensemble/seed-3']],
    ]);
    await keepShared(folder, runs, shared);
    expect(homeOf(folder, 'independent', 3)).toBe('deep-ensemble/seed-3');
    expect(homeOf(folder, 'distill', 3)).toBe('distill/seed-3');
  });

  it('stay where results are: a result of its own is kept, an earlier one is used', async () => {
    const folder = temporary();
    const result = (method: string, name = 'result.json') => {
      const where = ownFolder(folder, method, 1);
      mkdirSync(where, { recursive: true });
      writeFileSync(path.join(where, name), '{}');
    };
    const methods = ['independent', 'deep-ensemble'];
    const served = () => servedIn({ methods, seeds: [1] }, folder);
    result('deep-ensemble', 'checkpoint.safetensors');
    expect(await served()).toEqual({ 'independent/seed-1': 'deep-ensemble/seed-1' });
    result('deep-ensemble');
    expect(await served()).toEqual({ 'independent/seed-1': 'deep-ensemble/seed-1' });
    result('independent');
    expect(await served()).toEqual({});

    // The study no longer lists the method that was trained.
    rmSync(path.join(ownFolder(folder, 'deep-ensemble', 1)), { recursive: true });
    const both = planOf({ methods, seeds: [1] });
    await keepShared(folder, both.runs, await sharedRuns(both.runs, registry, folder));
    const alone = planOf({ methods: ['deep-ensemble'], seeds: [1] });
    expect(
      (await sharedRuns(alone.runs, registry, folder)).served.size,
      'of another experiment, for all that is known',
    ).toBe(0);
    writeFileSync(
      path.join(ownFolder(folder, 'independent', 1), 'experiment.json'),
      JSON.stringify(both.arms[0]!.experiment(1)),
    );
    const shared = await sharedRuns(alone.runs, registry, folder);
    expect([...shared.served]).toEqual([['deep-ensemble/seed-1', 'independent/seed-1']]);
    rmSync(ownFolder(folder, 'independent', 1), { recursive: true });
    const again = await sharedRuns(alone.runs, registry, folder);
    expect(again.trained.map(({ id }) => id)).toEqual(['deep-ensemble/seed-1']);
    await keepShared(folder, alone.runs, again);
    expect(existsSync(path.join(ownFolder(folder, 'deep-ensemble', 1), 'shared.json'))).toBe(false);
  });
});
