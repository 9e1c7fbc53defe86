import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { Experiment, ScheduleUse } from '../contracts/experiment.ts';
import type { Schedule } from '../contracts/moment.ts';
import { InputError } from '../errors.ts';
import { supervised } from '../flow/edges.ts';
import { defineSchedule, defineStrategy } from '../plugins/defineTraining.ts';
import { nested } from '../plugins/nested.ts';
import { createRegistry, type Registry } from '../plugins/registry.ts';
import { experiment, registry as plugins } from '../testing/plugins.ts';
import { planAt, tryPlans } from '../train/planAt.ts';
import { noFiles } from './noFiles.ts';
import { resolveExperiment } from './resolve.ts';

const line = defineSchedule({
  id: 'line',
  about: 'From one number to another.',
  options: z.object({ from: z.number().describe('Start.'), to: z.number().describe('End.') }),
  create:
    ({ from, to }) =>
    ({ progress }) =>
      from + (to - from) * progress,
});
const product = defineSchedule({
  id: 'product',
  about: 'Of others.',
  options: z.object({
    of: z.array(nested('schedule')).describe('The others.'),
    times: nested('schedule')
      .default(() => () => 1)
      .describe('One more.'),
  }),
  create:
    ({ of, times }) =>
    (moment) =>
      [...of, times].reduce((value, one) => value * one(moment), 1),
});
const odd = (id: string, schedule: Schedule) =>
  defineSchedule({ id, about: 'Wrong.', create: () => schedule });
const weighted = defineStrategy({
  id: 'weighted',
  about: 'Labels, with a weight over time.',
  options: z.object({ weight: nested('schedule').describe('The weight.') }),
  create: ({ weight }) => ({
    plan: (moment) => ({ weight: weight(moment) }),
    flow: (peers, { plan }) => ({ edges: supervised(peers, { weight: plan.weight }) }),
  }),
});
const registry = createRegistry([
  {
    plugins: [
      ...plugins.list(),
      ...[line, product, weighted],
      odd('none', () => undefined as never),
      odd('not-a-number', () => Number.NaN),
      odd('endless', () => Number.POSITIVE_INFINITY),
      odd('falls-late', ({ history }) => ((history['x']?.length ?? 1) > 0 ? -1 : 1)),
      odd('of-results', ({ epoch, history }) =>
        epoch === 0 ? 0.1 : history['validation/accuracy/a']!.at(-1)!,
      ),
    ],
  },
]) as unknown as Registry;
const resolved = (changes: Partial<Experiment>) =>
  resolveExperiment(experiment(changes), registry, noFiles);
const first = { step: 0, epoch: 0, stepsPerEpoch: 6, epochs: 2, progress: 0, history: {} };
const followed = (decay: ScheduleUse): Partial<Experiment> => ({
  networks: {
    a: { backbone: 'perceptron' },
    f: { backbone: 'perceptron', follows: { network: 'a', decay } },
  },
  strategy: 'independent',
});

describe('a number is a schedule, the same all the time', () => {
  it.each([0, 0.1, 0.025, 1, 1e10])('as a learning rate: %d', async (rate) => {
    const { learningRate } = planAt(await resolved({ learningRate: rate }), first);
    expect(learningRate).toEqual({ a: rate, b: rate, strategy: rate });
    const written = await resolved({ learningRate: { use: 'constant', value: rate } });
    expect(planAt(written, first).learningRate).toEqual(learningRate);
  });
  it('as the learning rate of one network', async () => {
    const networks = { a: { backbone: 'wide', learningRate: 0.7 }, b: { backbone: 'wide' } };
    const plan = planAt(await resolved({ networks, learningRate: 0.2 }), first);
    expect(plan.learningRate).toEqual({ a: 0.7, b: 0.2, strategy: 0.2 });
  });
  it.each([0, 0.5, 0.999, 1, 0.25])('as the decay of a network that follows: %d', async (decay) => {
    expect(planAt(await resolved(followed(decay)), first).follow).toEqual({ f: 1 - decay });
  });
  it('as an option of a plugin, alone and in a list, in data and in code', () => {
    const at = (use: ScheduleUse) => registry.build('schedule', use)(first);
    expect(at({ use: 'product', of: [2, 3], times: 4 })).toBe(24);
    expect(at({ use: 'product', of: [2, 'constant', { use: 'line', from: 5, to: 0 }] })).toBe(1);
    expect(at({ use: 'product', of: [{ use: 'product', of: [3] }, -1] })).toBe(-3);
    expect(product({ of: [2, () => 3], times: 4 })(first)).toBe(24);
    expect(at(7)).toBe(7);
    expectTypeOf(registry.build('schedule', 7)).toEqualTypeOf<Schedule>();
    // @ts-expect-error: a number is not a backbone
    expect(() => registry.build('backbone', 7)).toThrow('but 7 was found');
  });
  it('as a weight in a flow', async () => {
    const plan = planAt(await resolved({ strategy: { use: 'weighted', weight: 0.5 } }), first);
    expect(plan.strategy).toEqual({ weight: 0.5 });
  });
});

describe('a number out of its range is refused before training', () => {
  const minus = { use: 'constant', value: -0.1 };
  const nets = (learningRate: ScheduleUse) => ({
    networks: { a: { backbone: 'wide', learningRate } },
  });
  const wrong: readonly (readonly [what: string, changes: object, message: string])[] = [
    ['below 0', { learningRate: -0.1 }, '"learningRate" = -0.1: Too small'],
    ['NaN', { learningRate: Number.NaN }, '"learningRate" = NaN: a schedule was expected'],
    ['infinite', { learningRate: Infinity }, '"learningRate" = Infinity: a schedule was expected'],
    ['a truth', { learningRate: true }, '"learningRate" = true: a schedule was expected: a number'],
    ['nothing', { learningRate: null }, '"learningRate" = null: a schedule was expected'],
    ['no text', { learningRate: '' }, '"learningRate" = "": Too small'],
    ['a list', { learningRate: [0.1] }, '"learningRate" = [0.1]: a schedule was expected'],
    [
      'options alone',
      { learningRate: { value: 1 } },
      '"learningRate.use" = absent: expected string',
    ],
    ['below 0 of a network', nets(-1), '"networks.a.learningRate" = -1: Too small'],
    [
      'below 0 by an option',
      { learningRate: minus },
      'The learning rate of the network "a" is -0.1 at step 0',
    ],
    [
      'the same of a network',
      nets(minus),
      'The learning rate of the network "a" is -0.1 at step 0',
    ],
    [
      'below 0 later',
      { learningRate: { use: 'line', from: 0.1, to: -0.1 } },
      'at step 11: a number from 0 was expected',
    ],
    ['not a number', { learningRate: 'not-a-number' }, 'is NaN at step 0'],
    ['endless', { learningRate: 'endless' }, 'is Infinity at step 0'],
    ['no value', { learningRate: 'none' }, 'is undefined at step 0'],
    ['a product', { learningRate: { use: 'product', of: [0.1, -1] } }, 'is -0.1 at step 0'],
    ['a decay above 1', followed(1.5), '"networks.f.follows.decay" = 1.5: Too big'],
    ['a decay below 0', followed(-0.5), '"networks.f.follows.decay" = -0.5: Too small'],
    [
      'a decay that rises',
      followed({ use: 'line', from: 0.5, to: 2 }),
      'The decay of the network "f"',
    ],
    [
      'a weight that is none',
      { strategy: { use: 'weighted', weight: 'not-a-number' } },
      'has "weight" = NaN at step 0',
    ],
  ];
  it.each(wrong)('%s', async (_what, changes, message) => {
    const error = await resolved(changes)
      .then(tryPlans)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain(message);
    expect((error as InputError).message).not.toContain('Invalid input');
  });
  it('at its step, where it depends on results', async () => {
    const made = await resolved({ learningRate: 'of-results' });
    tryPlans(made);
    const later = { ...first, step: 6, epoch: 1, history: { 'validation/accuracy/a': [-0.5] } };
    expect(() => planAt(made, later)).toThrow('is -0.5 at step 6');
    await expect(resolved({ learningRate: 'falls-late' })).rejects.toThrow('is -1 at step 0');
  });
});
