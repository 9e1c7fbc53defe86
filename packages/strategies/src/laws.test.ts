import { createRegistry, distributions, InputError, pluginsOf } from '@codistill/core';

import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Teachers, teaching } from './competition/teaching.ts';
import { projectToSimplex, simplexWeights } from './ensembles/simplexWeights.ts';
import * as module from './index.ts';
import { startEngine } from './testing/engine.ts';
import { goldenCases } from './testing/golden.ts';
import { firstMemory } from './testing/memory.ts';
import { labelsOf, type PeerSpec } from './testing/peers.ts';
import { type Case, type Outcome, runFlow } from './testing/run.ts';

const registry = createRegistry([{ plugins: pluginsOf(module) }]);
const names = registry
  .list('strategy')
  .flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})]);
const build = (name: string) => registry.build('strategy', name);

beforeAll(async () => {
  await startEngine();
});

const costs = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 6 });
const rule = fc.constantFrom('best' as const, 'better' as const);
const matrixOf = (values: readonly number[], teachers: Teachers) =>
  tf.tidy(() => teaching(tf.tensor1d([...values], 'float32'), teachers).arraySync());

test('a student has teachers of the weights 1 in all, or none; only strictly better ones; the best has none', () => {
  fc.assert(
    fc.property(costs, rule, (values, teachers) => {
      const matrix = matrixOf(values, teachers);
      const best = Math.min(...values);
      for (const [student, cost] of values.entries()) {
        const column = matrix.map((row) => row[student]!);
        const sum = column.reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(cost === best ? 0 : 1, 5);
        for (const [teacher, weight] of column.entries()) {
          if (weight > 0) expect(values[teacher]).toBeLessThan(cost);
          if (weight > 0 && teachers === 'best') expect(values[teacher]).toBe(best);
        }
      }
    }),
  );
});

test('the k best teach all others with equal weights, and k = 1 is the rule of the best', () => {
  fc.assert(
    fc.property(costs, fc.integer({ min: 1, max: 5 }), (values, top) => {
      fc.pre(top < values.length);
      const matrix = matrixOf(values, { top });
      const ranks = values.map((value) => values.filter((other) => other < value).length);
      const teachers = ranks.filter((rank) => rank < top).length;
      for (const [teacher, row] of matrix.entries())
        for (const [student, weight] of row.entries())
          expect(weight).toBeCloseTo(
            ranks[teacher]! < top && ranks[student]! >= top ? 1 / teachers : 0,
            5,
          );
      if (top === 1) expect(matrix).toEqual(matrixOf(values, 'best'));
    }),
  );
});

test('a number of teachers without the rule, or of all networks, is refused', () => {
  expect(() => registry.build('strategy', { use: 'competitive', k: 2 })).toThrow(
    'k is 2, but teachers is "best"',
  );
  expect(() => matrixOf([1, 2], { top: 2 })).toThrow('Give a smaller k, or more networks.');
});

test('for two networks, best and better choose alike', () => {
  fc.assert(
    fc.property(fc.tuple(fc.integer(), fc.integer()), (pair) => {
      expect(matrixOf(pair, 'best')).toEqual(matrixOf(pair, 'better'));
    }),
  );
});

const peersOf = (count: number, features = true): PeerSpec[] =>
  Array.from({ length: count }, (_, i) => ({
    id: 'abcde'[i]!,
    seed: i,
    ...(features && { features: [6, 2, 2, 8] }),
  }));

function run(name: string, given: Case): Outcome {
  const strategy = build(name);
  const memory = firstMemory(strategy, given.peers);
  try {
    return runFlow(strategy, { moment: { step: 60, epoch: 6, progress: 0.6 }, ...given, memory });
  } finally {
    tf.dispose(memory);
  }
}

// These strategies need peers other than networks that have one head and all learn, or more than
// one such network.
const ofOneNetwork = ['one', 'self', 'self-unofficial', 'self-conference'];
const withTeacher = ['distill', 'distill-hints', 'born-again', 'teacher-free-self'];
const special = [...ofOneNetwork, ...withTeacher, 'mean-teacher', 'pcl'];
const fewest: Readonly<Record<string, number>> = { okddip: 3, switokd: 2 };
/** The peers of the strategy's golden case if it needs special ones. */
const fitting = (name: string, others: readonly PeerSpec[]): readonly PeerSpec[] =>
  special.includes(name) ? goldenCases.find(({ strategy }) => strategy === name)!.peers : others;

describe.each(names)('%s', (name) => {
  test.each([1, 2, 5])('works with %i networks, or says what it needs', (count) => {
    const peers = peersOf(count);
    if (special.includes(name) || count < (fewest[name] ?? 1)) {
      expect(() => run(name, { peers })).toThrow(InputError);
      expect(() => run(name, { peers })).toThrow(/needs/);
      return;
    }
    const outcome = run(name, { peers });
    expect(Number.isFinite(outcome.loss)).toBe(true);
    // Every network learns something.
    for (const { id } of peers)
      expect(outcome.grads[`${id}/logits`]!.some((x) => x !== 0) || outcome.hold[id] === 1).toBe(
        true,
      );
  });

  test('is finite for logits of 1e4', () => {
    const peers = fitting(name, peersOf(3)).map((peer) => ({ ...peer, scale: 1e4 }));
    const { loss, grads } = run(name, { peers });
    expect([loss, ...Object.values(grads).flat()].every(Number.isFinite)).toBe(true);
  });
});

// The gradient enters targets that are not detached, and a network learns with all its heads or
// with none.
const detaching = names.filter(
  (name) => !['mutual-okddip', 'cl-ilr-okddip', ...ofOneNetwork].includes(name),
);

test.each(detaching)('%s gives no gradient to a network that does not learn', (name) => {
  const peers = fitting(
    name,
    peersOf(4).map((peer, i) => ({ ...peer, learns: i !== 1 })),
  );
  const frozen = peers.filter(({ learns = true }) => !learns);
  const grads = Object.entries(run(name, { peers }).grads).filter(([leaf]) =>
    frozen.some(({ id }) => leaf.startsWith(`${id}/`)),
  );
  expect(grads.length).toBeGreaterThanOrEqual(frozen.length);
  expect(frozen.length).toBeGreaterThan(0);
  for (const [leaf, grad] of grads)
    expect(
      grad.every((x) => x === 0),
      leaf,
    ).toBe(true);
});

// The other strategies assign roles by position: first, last or drawn.
const ordered = [
  'fixed-teacher',
  'random-teacher',
  'switokd',
  'okddip',
  'pcl',
  'self',
  'self-unofficial',
  'self-conference',
  'one',
  'mean-teacher',
];
const symmetric = names.filter((name) => ![...ordered, 'codistillation'].includes(name));

test.each(symmetric)('%s does not depend on the order of the networks', (name) => {
  const peers = peersOf(4).map((peer) => ({
    ...peer,
    learns: !(withTeacher.includes(name) && peer.id === 'd'),
  }));
  const straight = run(name, { peers });
  fc.assert(
    fc.property(fc.shuffledSubarray(peers, { minLength: 4 }), (shuffled) => {
      const other = run(name, { peers: shuffled });
      expect(Math.abs(other.loss - straight.loss)).toBeLessThan(1e-5 * Math.max(1, straight.loss));
      for (const { id } of peers)
        for (const [i, x] of straight.grads[`${id}/logits`]!.entries())
          expect(Math.abs(x - other.grads[`${id}/logits`]![i]!)).toBeLessThan(1e-4);
    }),
    { numRuns: 6 },
  );
});

test('the teacher of a batch learns from its labels alone', () => {
  const peers = peersOf(3);
  const competing = run('competitive', { peers });
  const alone = run('independent', { peers });
  const best = peers
    .map(({ id }) => id)
    .sort(
      (a, b) => competing.terms[`loss/ce/labels->${a}`]! - competing.terms[`loss/ce/labels->${b}`]!,
    )[0]!;
  for (const [i, x] of competing.grads[`${best}/logits`]!.entries())
    expect(x).toBeCloseTo(alone.grads[`${best}/logits`]![i]!, 7);
  expect(competing.grads[`${best}/features`]!.every((x) => x === 0)).toBe(true);
});

test('the nearest point of the simplex is on it, and no other point of it is nearer', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 5 }),
      fc.infiniteStream(fc.double({ min: 0.01, max: 1, noNaN: true })),
      (raw, other) => {
        const v = raw.map((x) => x / 10);
        const nearest = tf.tidy(() => [...projectToSimplex(tf.tensor1d(v)).dataSync()]);
        expect(nearest.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        expect(nearest.every((x) => x >= 0)).toBe(true);
        const weights = v.map(() => other.next().value as number);
        const total = weights.reduce((a, b) => a + b, 0);
        const distance = (point: readonly number[]) =>
          point.reduce((sum, x, i) => sum + (x - v[i]!) ** 2, 0);
        expect(distance(nearest)).toBeLessThanOrEqual(
          distance(weights.map((x) => x / total)) + 1e-5,
        );
      },
    ),
  );
});

test('the linear ensemble is never worse than the best network or the mean', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: 2, max: 5 }),
      (seed, count) => {
        const losses = tf.tidy(() => {
          const labels = labelsOf(6, 5);
          const logits = Array.from({ length: count }, (_, i) =>
            tf.tensor2d(
              Array.from({ length: 30 }, (_v, at) => 4 * Math.sin(seed + 7 * i + at * (i + 2))),
              [6, 5],
            ),
          );
          const ce = (z: tf.Tensor2D) =>
            tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(z)), 1))).dataSync()[0]!;
          const weights = simplexWeights(logits, labels, 20, distributions.categorical);
          const together = tf.addN(
            logits.map((z, i) => tf.mul(z, tf.slice(weights, [i], [1]))),
          ) as tf.Tensor2D;
          return {
            together: ce(together),
            best: Math.min(...logits.map(ce)),
            mean: ce(tf.div(tf.addN(logits), count) as tf.Tensor2D),
          };
        });
        expect(losses.together).toBeLessThanOrEqual(losses.mean + 1e-5);
        expect(losses.together).toBeLessThanOrEqual(losses.best + 1e-2);
      },
    ),
    { numRuns: 25 },
  );
});
