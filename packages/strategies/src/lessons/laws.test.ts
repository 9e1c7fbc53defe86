import { distributions, type Lesson, type Peer } from '@codistill/core';
import { initScope } from '@codistill/core/engine';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { startEngine } from '../testing/engine.ts';
import { leavesOf, peersOf } from '../testing/peers.ts';
import { attention, attentionTransfer } from './attentionTransfer.ts';
import { dist } from './dist.ts';
import { dkd } from './dkd.ts';
import { averaged, nearestOn } from './grids.ts';
import { rkd } from './rkd.ts';

// Statements of the sources about their losses, which golden values cannot make for all inputs.

beforeAll(async () => {
  await startEngine();
});

const [batch, classes] = [6, 5];
const seeds = fc.integer({ min: 0, max: 1000 });
const each = (law: (seed: number) => void) =>
  fc.assert(
    fc.property(seeds, (seed) => {
      tf.tidy(() => law(seed));
    }),
    { numRuns: 12 },
  );

/** A teacher and a student, with parts of the student replaced. */
function pairOf(seed: number, replaced: (leaves: Record<string, Tensor>) => object = () => ({})) {
  const shape = { features: [batch, 2, 2, 3], stages: [[batch, 2, 2, 3]], scale: 3 };
  const specs = [
    { ...shape, id: 't', learns: false, seed },
    { ...shape, id: 'a', seed: seed + 1 },
  ];
  const leaves = leavesOf(specs, batch, classes);
  const [teacher, student] = peersOf(specs, { ...leaves, ...replaced(leaves) });
  return { teacher: teacher!, student: student! };
}

/** The values of a lesson's losses, [losses][batch]. */
function lossesOf(
  lesson: Lesson,
  { teacher, student }: { readonly teacher: Peer; readonly student: Peer },
): readonly (readonly number[])[] {
  const distribution = distributions.categorical;
  const { scope } = initScope('strategy', 0);
  const given = { plan: {}, memory: {}, scope, distribution };
  return lesson
    .learn({ teacher, student }, given)
    .losses.map(({ loss }) => [
      ...loss.perExample(student, teacher, student.targets, distribution).dataSync(),
    ]);
}
const expectNear = (found: readonly number[], expected: readonly number[], within = 1e-5) => {
  expect(found.length).toBe(expected.length);
  for (const [i, x] of found.entries())
    expect(Math.abs(x - expected[i]!)).toBeLessThan(within * Math.max(1, Math.abs(expected[i]!)));
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test('nothing is left to learn from a teacher that predicts the same', () => {
  each((seed) => {
    const same = pairOf(seed, (leaves) => ({
      'a/logits': leaves['t/logits'],
      'a/features': leaves['t/features'],
      'a/stages/0': leaves['t/stages/0'],
    }));
    for (const lesson of [attentionTransfer(), rkd(), dkd({ warmUp: 0 }), dist()])
      for (const values of lossesOf(lesson, same)) expectNear([mean(values)], [0], 1e-4);
  });
});

test('attention does not depend on the scale of the features, nor on the order of channels', () => {
  each((seed) => {
    const { features } = pairOf(seed).student;
    const expected = [...attention(features!).dataSync()];
    expectNear([...attention(tf.mul(features!, 40)).dataSync()], expected);
    expectNear([...attention(tf.reverse(features!, 3)).dataSync()], expected);
  });
});

test('relations are those of the examples, in any order, at any scale and under any shift', () => {
  each((seed) => {
    const straight = lossesOf(rkd(), pairOf(seed));
    const { teacher, student } = pairOf(seed);
    const reversed = (peer: Peer) => ({ ...peer, features: tf.reverse(peer.features!, 0) });
    const turned = lossesOf(rkd(), { teacher: reversed(teacher), student: reversed(student) });
    for (const [i, values] of turned.entries()) expectNear([...values].reverse(), straight[i]!);
    const moved = pairOf(seed, (leaves) => ({
      'a/features': tf.add(tf.mul(leaves['a/features']!, 7), 3),
    }));
    for (const [i, values] of lossesOf(rkd(), moved).entries())
      expectNear(values, straight[i]!, 1e-4);
  });
});

test('both parts of DKD add up to the KL, the second by the teacher probability of other classes', () => {
  each((seed) => {
    const pair = pairOf(seed);
    const T = 3;
    const [target, others] = lossesOf(dkd({ warmUp: 0, temperature: T }), pair);
    const soft = (logits: Tensor2D) => tf.div(logits, T) as Tensor2D;
    const { teacher, student } = pair;
    const p = tf.sum(tf.mul(tf.softmax(soft(teacher.logits)), student.targets), 1).dataSync();
    const kl = distributions.categorical.kl(soft(teacher.logits), soft(student.logits)).dataSync();
    expectNear(
      target!.map((value, i) => value + (1 - p[i]!) * others![i]!),
      [...kl].map((value) => T * T * value),
      1e-4,
    );
  });
});

test('DIST is satisfied by probabilities that are a scaled and shifted copy', () => {
  each((seed) => {
    const pair = pairOf(seed, (leaves) => ({
      'a/logits': tf.log(tf.add(tf.mul(tf.softmax(leaves['t/logits']!), 0.6), 0.4 / classes)),
    }));
    for (const values of lossesOf(dist(), pair)) expectNear([mean(values)], [0], 1e-4);
  });
});

test('a map on a grid that does not nest keeps its mean rows, as one on a grid that does', () => {
  const map = tf.reshape(tf.range(0, 49), [1, 7, 7, 1]);
  // PyTorch: adaptive_avg_pool2d, and interpolate with mode nearest.
  expectNear([...averaged(map, [2, 2]).dataSync()], [12, 15, 33, 36]);
  expectNear([...nearestOn(map, [2, 3]).dataSync()], [0, 2, 4, 21, 23, 25]);
  const four = tf.reshape(tf.range(0, 4), [1, 2, 2, 1]);
  expectNear(
    [...nearestOn(four, [4, 4]).dataSync()],
    [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3],
  );
  expectNear([...averaged(four, [1, 1]).dataSync()], [1.5]);
});
