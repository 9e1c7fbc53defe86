import { createRegistry, type Moment, pluginsOf, type Strategy, stream } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import golden from './golden/strategies.json' with { type: 'json' };
import * as module from './index.ts';
import { startEngine } from './testing/engine.ts';
import { otherValues } from './testing/options.ts';
import { type Case, runFlow } from './testing/run.ts';

// Every option works, or does not exist: each is changed from its default, and something must
// change.

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
// Where the golden case has peers without what an option needs.
const peersOf: Readonly<Record<string, Case['peers']>> = {
  distill: [
    { id: 't', learns: false, features },
    { id: 'a', features },
  ],
  switokd: three,
  competitive: ['a', 'b', 'c'].flatMap((id, i) => [
    { id, features, seed: i },
    { id: `${id}@clean`, features, seed: 5 - i },
  ]),
};

/** All that can be seen of a strategy: plans, looks, flows and what it measures. */
function seen(strategy: Strategy, id: string): string {
  const given = golden.cases.find((each) => each.strategy === id) as unknown as Case & {
    memory?: Record<string, { data: number[]; shape: number[] }>;
  };
  const peers = peersOf[id] ?? given.peers;
  const networks = three.map(({ id: network }) => ({ id: network, heads: ['out'], learns: true }));
  const followers = networks.map((network) => ({
    ...network,
    id: `${network.id}2`,
    learns: false,
    follows: network.id,
  }));
  const setting = {
    distribution: 'categorical' as const,
    classes: 5,
    examples: 6,
    batchSize: 6,
    epochs: 10,
    networks: [...networks, ...followers],
  };
  const memory = Object.fromEntries(
    Object.entries(given.memory ?? {}).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, shape),
    ]),
  );
  let outcomes: unknown;
  try {
    outcomes = moments.map((moment) => runFlow(strategy, { ...given, peers, memory, moment }));
  } catch (error) {
    outcomes = String(error);
  } finally {
    tf.dispose(memory);
  }
  const plans = moments.map((moment) => strategy.plan?.(moment, stream(0, 'plan', moment.step)));
  return JSON.stringify([
    outcomes,
    plans,
    strategy.looks?.(setting),
    strategy.measure !== undefined,
  ]);
}

describe('an option of a strategy changes what it does', () => {
  test.each(options)('$id: $option', ({ id, option, schema }) => {
    const changed = otherValues(schema).map((value) =>
      seen(registry.build('strategy', { use: id, [option]: value }), id),
    );
    // The matrix of gates is tried below.
    if (option === 'gates') return;
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.some((result) => result !== seen(registry.build('strategy', id), id))).toBe(
      true,
    );
  });
});

test('a matrix of gates that does not fit the networks is an error that says what was expected', () => {
  expect(() =>
    runFlow(registry.build('strategy', { use: 'graph', gates: [['through']] }), { peers: three }),
  ).toThrow(/3 rows of 3 were expected/);
});
