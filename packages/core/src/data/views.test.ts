import { describe, expect, it } from 'vitest';
import type { Experiment } from '../contracts/experiment.ts';
import { defineFraming } from '../plugins/defineData.ts';
import { createRegistry } from '../plugins/registry.ts';
import { experiment, registry } from '../testing/plugins.ts';
import { noFiles } from './noFiles.ts';
import { resolveExperiment } from './resolve.ts';
import { momentAt, perturbedAt, viewMaker } from './views.ts';

async function maker(changes: Partial<Experiment> = {}) {
  const { recipe, train, split, stepsPerEpoch } = await resolveExperiment(
    experiment(changes),
    registry,
    noFiles,
  );
  const views = viewMaker(recipe, train, split.train, stepsPerEpoch);
  return { recipe, views, stepsPerEpoch, size: split.train.length };
}

describe('views', () => {
  it('are the same whenever a step is asked for', async () => {
    const [a, b] = [await maker(), await maker()];
    const late = await b.views(9);
    for (let step = 0; step < 9; step++) await a.views(step);
    expect(await a.views(9)).toEqual(late);
    expect(await a.views(3)).toEqual(await b.views(3));
  });
  it('visit every example at most once in an epoch, in another order in the next', async () => {
    const { views, stepsPerEpoch, size } = await maker();
    const epoch = async (number: number) => {
      const seen: number[] = [];
      for (let step = 0; step < stepsPerEpoch; step++)
        seen.push(...(await views(number * stepsPerEpoch + step))['a']!.indices);
      return seen;
    };
    const [first, second] = [await epoch(0), await epoch(1)];
    expect(new Set(first).size).toBe(first.length);
    expect(Math.max(...first)).toBeLessThan(size);
    expect(first).not.toEqual(second);
  });
  it('are one object where nothing differs, and another for the network that is perturbed', async () => {
    const { views, recipe, stepsPerEpoch } = await maker();
    for (let step = 0; step < 6; step++) {
      const made = await views(step);
      const [hit] = perturbedAt(recipe, momentAt(step, stepsPerEpoch, recipe.epochs));
      expect(made['a'] === made['b']).toBe(false);
      expect(['a', 'b']).toContain(hit!.network);
    }
    const calm = await maker({
      perturb: { when: 'always', pool: ['noise'] },
      networks: { a: { backbone: 'perceptron' }, b: { backbone: 'wide' }, c: { backbone: 'wide' } },
    });
    const made = await calm.views(0);
    expect(new Set(Object.values(made)).size).toBe(2);
  });
  it('are framed once where only a perturbation differs', async () => {
    let framings = 0;
    const whole = defineFraming({
      id: 'whole',
      about: 'All of an image.',
      create: () => ({
        box: ({ height, width }) => {
          framings++;
          return [0, 0, height, width];
        },
      }),
    });
    const { recipe, train, split, stepsPerEpoch } = await resolveExperiment(
      experiment({ image: { size: 3, train: 'whole', evaluate: 'whole' } }),
      createRegistry([{ plugins: [...registry.list(), whole] }]),
      noFiles,
    );
    const made = await viewMaker(recipe, train, split.train, stepsPerEpoch)(0);
    expect(made['a']).not.toBe(made['b']);
    expect(framings).toBe(recipe.batchSize);
  });
  it('are each network its own where asked for', async () => {
    const { views } = await maker({ views: 'own' });
    const made = await views(0);
    expect(made['a']!.indices).toEqual(made['b']!.indices);
    expect(made['a']!.pixels).not.toEqual(made['b']!.pixels);
  });
  it('come from shards that share no example where asked for', async () => {
    const { views, stepsPerEpoch } = await maker({ shards: 'own' });
    const seen = { a: new Set<number>(), b: new Set<number>() };
    for (let step = 0; step < stepsPerEpoch; step++) {
      const made = await views(step);
      for (const id of ['a', 'b'] as const)
        for (const index of made[id]!.indices) seen[id].add(index);
    }
    expect([...seen.a].filter((index) => seen.b.has(index))).toEqual([]);
    const followed = {
      a: { backbone: 'perceptron' },
      b: { backbone: 'wide' },
      f: { backbone: 'wide', follows: { network: 'b', everySteps: 2 } },
    };
    const more = await maker({ shards: 'own', networks: followed, perturb: undefined as never });
    expect(more.stepsPerEpoch).toBe(stepsPerEpoch);
    const made = await more.views(0);
    expect(made['f']!.indices).toEqual(made['b']!.indices);
  });
});
