import { createRegistry, pluginsOf } from '@codistill/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import * as module from './index.ts';
import { startEngine } from './testing/engine.ts';
import { type GoldenCase, goldenCases } from './testing/golden.ts';
import { filled } from './testing/peers.ts';
import { type Case, type Outcome, runFlow } from './testing/run.ts';

const registry = createRegistry([{ plugins: pluginsOf(module) }]);
// The peers of the cases have no clean views unless the case competes on them.
const strategyOf = ({ strategy, options }: GoldenCase) => {
  const { shape } = registry.find('strategy', strategy).plugin.options;
  const own = 'competeOn' in shape ? { competeOn: 'own' } : {};
  return registry.build('strategy', { use: strategy, ...own, ...options });
};
const holds = (given: GoldenCase, distribution: 'bernoulli' | 'gaussian') =>
  strategyOf(given).holdsFor?.includes(distribution) ?? true;

beforeAll(async () => {
  await startEngine();
});

const batch = 6;
const examples = [0, 1, 2, 3, 4, 5];
/** One logit for each example, by peer. */
const logitsOf = ({ peers }: GoldenCase): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    peers.map(({ id, seed, scale }, i) => [id, [...filled(seed ?? i, [batch], scale ?? 2)]]),
  );
/**
 * One bit for each example. In a mixed view, it is mixed with the bit at that place in the reversed
 * batch.
 */
const bitsOf = (mixed = 0) => {
  const bit = (b: number) => b % 2;
  return examples.map((b) => (1 - mixed) * bit(b) + mixed * bit(batch - 1 - b));
};
const pairs = (values: readonly number[], second: (value: number) => number) =>
  tf.tensor2d(
    values.flatMap((value) => [value, second(value)]),
    [batch, 2],
  );
const column = (values: readonly number[]) => tf.tensor2d([...values], [batch, 1]);

/**
 * The memory of ps-kd, as two probabilities or as one probability and a flag. 0 is an example that
 * was not seen before.
 */
const allSeen = [0.2, 0.9, 0.5, 0.6, 0.1, 0.7];
const threeSeen = [0.2, 0.9, 0, 0.6, 0, 0];
const twoShares = (past: readonly number[]) =>
  tf.tensor2d(
    past.flatMap((p) => (p === 0 ? [0, 0] : [p, 1 - p])),
    [batch, 2],
  );

function memoryOf(
  { memory = {} }: GoldenCase,
  asBits: boolean,
  past: readonly number[],
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(memory).flatMap(([name, { shape, data }]): [string, Tensor][] =>
      !name.startsWith('past/')
        ? [[name, tf.tensor(data, shape)]]
        : asBits
          ? [
              [name, column(past)],
              [name.replace('past', 'seen'), column(past.map((p) => (p === 0 ? 0 : 1)))],
            ]
          : [[name, twoShares(past)]],
    ),
  );
}

function run(
  given: GoldenCase,
  distribution: 'categorical' | 'bernoulli' | 'gaussian',
  past: readonly number[] = allSeen,
): Outcome {
  const two = distribution === 'categorical';
  const logits = Object.fromEntries(
    Object.entries(logitsOf(given)).map(([id, z]) => [
      `${id}/logits`,
      two ? pairs(z, () => 0) : column(z),
    ]),
  );
  const labels = (_rows: number, _classes: number, mixed?: number): Tensor2D =>
    two ? pairs(bitsOf(mixed), (y) => 1 - y) : column(bitsOf(mixed));
  return runFlow(strategyOf(given), {
    peers: given.peers,
    ...(given.moment && { moment: given.moment }),
    ...(given.plan && { plan: given.plan }),
    memory: memoryOf(given, !two, past),
    classes: two ? 2 : 1,
    distribution,
    ...(two && ofOutputs(given) && { param: secondColumnZero }),
    leaves: logits,
    labels,
  } as Case);
}

function expectNear(found: readonly number[], expected: readonly number[], what: string) {
  expect(found.length, what).toBe(expected.length);
  const scale = expected.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1e-6);
  for (const [i, value] of found.entries())
    expect(Math.abs(value - expected[i]!) / scale, what).toBeLessThan(2e-4);
}
/** The values of the first of two classes. */
const first = (values: readonly number[]) => values.filter((_, i) => i % 2 === 0);

/**
 * The classifier of `pcl` has a column of parameters for each output. A classifier of two classes
 * has the logits (z, 0) if its second column is zero.
 */
const ofOutputs = (given: GoldenCase) => given.strategy === 'pcl';
const secondColumnZero = (n: number, shape: readonly number[]) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
    i % 2 === 0 ? filled(100 + n, [...shape.slice(0, -1), 1], 0.5)[i / 2]! : 0,
  );

describe('a bit is a class of two with the logits (z, 0), in loss, gradients, memory and holds', () => {
  it.each(goldenCases.filter((given) => holds(given, 'bernoulli')))('$name', (given) => {
    const [bits, classes] = [run(given, 'bernoulli'), run(given, 'categorical')];
    expectNear([bits.loss], [classes.loss], 'loss');
    expect(Object.keys(bits.terms)).toEqual(Object.keys(classes.terms));
    for (const [name, value] of Object.entries(classes.terms))
      expect(bits.terms[name], name).toBeCloseTo(value, 4);
    for (const [leaf, gradient] of Object.entries(classes.grads))
      expectNear(
        bits.grads[leaf]!,
        gradient.length === 2 * bits.grads[leaf]!.length ? first(gradient) : gradient,
        leaf,
      );
    expect(bits.hold).toEqual(classes.hold);
    for (const [name, values] of Object.entries(classes.memory))
      expectNear(bits.memory[name]!, name.startsWith('past/') ? first(values) : values, name);
  });
});

it('an example that ps-kd has not seen yet learns from its label alone, as a bit too', () => {
  const given = goldenCases.find(({ name }) => name === 'ps-kd')!;
  const [bits, classes] = [
    run(given, 'bernoulli', threeSeen),
    run(given, 'categorical', threeSeen),
  ];
  expectNear([bits.loss], [classes.loss], 'loss');
  expectNear(bits.grads['a/logits']!, first(classes.grads['a/logits']!), 'gradient');
  expect(bits.memory['seen/a']).toEqual([1, 1, 1, 1, 1, 1]);
});

describe('numbers', () => {
  it.each(goldenCases.filter((given) => holds(given, 'gaussian')))(
    'are learnt without a logarithm, by finite gradients: $name',
    (given) => {
      const outcome = run(given, 'gaussian');
      expect(Number.isFinite(outcome.loss)).toBe(true);
      for (const [leaf, gradient] of Object.entries(outcome.grads))
        expect(gradient.every(Number.isFinite), leaf).toBe(true);
    },
  );

  it('are compared by half the squared distance, at every temperature', () => {
    const given = goldenCases.find(({ name }) => name === 'mutual')!;
    const { a, b } = logitsOf(given);
    const expected = a!.reduce((sum, z, i) => sum + (z - b![i]!) ** 2 / 2, 0) / batch;
    for (const temperature of [1, 3, 100])
      expect(
        run({ ...given, options: { temperature } }, 'gaussian').terms['loss/kl/a->b'],
      ).toBeCloseTo(expected, 4);
  });
});

it('what is not defined for a distribution says so', () => {
  const refused = (distribution: 'bernoulli' | 'gaussian') =>
    [
      ...new Set(
        goldenCases.filter((given) => !holds(given, distribution)).map(({ strategy }) => strategy),
      ),
    ].sort();
  // A strategy that is not defined for bits says so itself; these are.
  for (const name of ['competitive', 'kdcl', 'mutual', 'ps-kd', 'teacher-free'])
    expect(refused('bernoulli')).not.toContain(name);
  // These are codistillation with reverse KL, and a graph with a gate `correct`.
  expect(refused('gaussian')).toEqual(
    expect.arrayContaining([
      'codistillation',
      'competitive-by-accuracy',
      'competitive-by-margin',
      'cs-kd',
      'graph',
      'graph-correct',
      'kdcl',
      'label-smoothing',
      'mutual-official',
      'teacher-free',
    ]),
  );
});

/** Loss and gradients of numbers at two temperatures. */
const temperatures = (given: GoldenCase) =>
  [1, 3].map((temperature) => {
    const set = { ...given, options: { ...given.options, temperature } };
    const { loss, grads } = run(set, 'gaussian');
    return { loss, grads };
  });

describe('the temperature of numbers', () => {
  const withTemperature = goldenCases.filter(
    (given) =>
      'temperature' in registry.find('strategy', given.strategy).plugin.options.shape &&
      given.plan === undefined &&
      holds(given, 'gaussian'),
  );
  it.each(withTemperature)('is declared to have no effect where it has none: $name', (given) => {
    const [one, other] = temperatures(given);
    const sum = (grads: Outcome['grads']) =>
      Object.values(grads)
        .flat()
        .reduce((all, value) => all + Math.abs(value), 0);
    const same =
      Math.abs(one!.loss - other!.loss) < 1e-4 * Math.abs(one!.loss) &&
      Math.abs(sum(one!.grads) - sum(other!.grads)) < 1e-4 * sum(one!.grads);
    expect(strategyOf(given).idle?.gaussian?.includes('temperature') ?? false).toBe(same);
  });
});
