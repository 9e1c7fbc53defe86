import {
  createRegistry,
  isInputError,
  type Moment,
  pluginsOf,
  type Strategy,
} from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import * as module from './index.ts';
import { startEngine } from './testing/engine.ts';
import { goldenCases } from './testing/golden.ts';
import { otherValues } from './testing/options.ts';
import { type Case, runFlow } from './testing/run.ts';

// Every option has an effect, or it does not exist. Each option is changed from its default, and
// the loss or a gradient must change.

const registry = createRegistry([{ plugins: pluginsOf(module) }]);
const options = registry
  .list('strategy')
  .flatMap(({ id, options }) =>
    Object.entries(options.shape).map(([option, schema]) => ({ id, option, schema })),
  );

beforeAll(async () => {
  await startEngine();
});

const moments: readonly Moment[] = [0, 4, 12, 30, 95].map((step) => ({
  step,
  epoch: Math.floor(step / 10),
  stepsPerEpoch: 10,
  epochs: 10,
  progress: step / 100,
  history: {},
}));
const features = [6, 2, 2, 8];
const three: Case['peers'] = ['a', 'b', 'c'].map((id) => ({ id, features }));
// Peers for options that need something which the golden case lacks.
const peersOf: Readonly<Record<string, Case['peers']>> = {
  distill: [
    { id: 't', learns: false, features },
    { id: 'a', features },
  ],
  switokd: goldenCases.find(({ name }) => name === 'switokd of two teachers, both held')!.peers,
  competitive: ['a', 'b', 'c'].flatMap((id, i) => [
    { id, features, seed: i },
    { id: `${id}@clean`, features, seed: 5 - i },
  ]),
};

// Values of options that `otherValues` cannot make.
const valuesOf: Readonly<Record<string, readonly unknown[]>> = {
  k: [1],
  lessons: [['dist']],
  gates: [['a', 'b', 'c'].map(() => ['a', 'b', 'c'].map(() => 'correct'))],
};

// Options without which an option has no meaning.
const besideOf: Readonly<Record<string, object>> = { k: { teachers: 'top' } };

/** Loss and gradients at every moment; undefined if the option's value does not fit the peers. */
function effectOf(strategy: Strategy, id: string): string | undefined {
  const given = goldenCases.find((each) => each.strategy === id)!;
  const peers = peersOf[id] ?? given.peers;
  const memory = Object.fromEntries(
    Object.entries(given.memory ?? {}).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, shape),
    ]),
  );
  try {
    const outcomes = moments.map((moment) =>
      runFlow(strategy, { ...given, peers, memory, moment } as Case),
    );
    return JSON.stringify(outcomes.map(({ loss, grads }) => [loss, grads]));
  } catch (error) {
    if (isInputError(error)) return undefined;
    throw error;
  } finally {
    tf.dispose(memory);
  }
}

describe('an option of a strategy changes the loss or its gradients', () => {
  test.each(options)('$id: $option', ({ id, option, schema }) => {
    const base = { use: id, ...besideOf[option] };
    const before = effectOf(registry.build('strategy', base), id);
    expect(before).toBeDefined();
    const effects = (valuesOf[option] ?? otherValues(schema))
      .map((value) => effectOf(registry.build('strategy', { ...base, [option]: value }), id))
      .filter((effect) => effect !== undefined);
    expect(effects.length).toBeGreaterThan(0);
    expect(effects.some((effect) => effect !== before)).toBe(true);
  });
});

test('a matrix of gates that does not fit the networks is an error that says what was expected', () => {
  expect(() =>
    runFlow(registry.build('strategy', { use: 'graph', gates: [['through']] }), { peers: three }),
  ).toThrow(/3 rows of 3 were expected/);
});
