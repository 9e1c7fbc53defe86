import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Peer, StrategySetting } from '../contracts/flow.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { distributions } from '../distribution/distributions.ts';
import { initScope } from '../scope/scope.ts';
import { startEngine } from '../testing/engine.ts';
import { joinLessons } from './joinLessons.ts';
import { kl } from './losses.ts';

beforeAll(async () => {
  await startEngine();
});

const distribution = distributions.categorical;
const peer = (id: string, view = id): Peer => ({
  id: view === id ? id : `${id}@${view}`,
  network: id,
  view,
  learns: true,
  logits: tf.zeros([2, 3]),
  targets: tf.zeros([2, 3]),
  score: tf.zeros([2]),
  indices: tf.range(0, 2, 1, 'int32') as tf.Tensor1D,
});
const moment = { step: 3, epoch: 0, stepsPerEpoch: 10, epochs: 1, progress: 0.3, history: {} };
const setting = { examples: 4 } as StrategySetting;

/** Counts its steps, and has a parameter. */
const counting: Lesson = {
  plan: ({ step }) => ({ step }),
  memory: ({ examples }) => ({ count: { shape: [], data: Float32Array.of(examples) } }),
  learn: (_pair, { plan, memory, scope }) => {
    scope.param('kernel', [1], () => new Float32Array(1));
    return {
      losses: [{ loss: kl(), weight: plan['step'] as tf.Scalar }],
      memory: { count: tf.add(memory['count']!, plan['step'] as Tensor) },
    };
  },
};
const plain: Lesson = {
  holdsFor: ['categorical', 'gaussian'],
  learn: () => ({ losses: [{ loss: kl() }] }),
};

describe('joined lessons', () => {
  const about = { pairs: () => [['a', 'b'] as const, ['b', 'a'] as const] };

  it('have plan, memory, parameters and names of their own for each lesson and pair', () => {
    tf.tidy(() => {
      const joined = joinLessons([counting, counting], about);
      expect(joined.plan(moment)).toEqual({ 'lessons/0/step': 3, 'lessons/1/step': 3 });
      const declared = joined.declared.memory!(setting);
      const names = ['lessons/0/b~a/count', 'lessons/1/b~a/count', 'lessons/0/a~b/count'];
      expect(Object.keys(declared)).toEqual([...names, 'lessons/1/a~b/count']);
      const { scope, params } = initScope('strategy', 0);
      const [a, b] = [peer('a'), peer('b')];
      const memory = Object.fromEntries(
        Object.keys(declared).map((name, i) => [name, tf.scalar(10 * i)]),
      );
      const plan = { 'lessons/0/step': tf.scalar(3), 'lessons/1/step': tf.scalar(4) };
      const given = { plan, memory: { ...memory, other: tf.scalar(1) }, scope, distribution };
      const { edges, memory: next } = joined.learn([{ teacher: a, student: b, weight: 2 }], given);
      expect(Object.keys(params)).toEqual(['lessons/0/b~a/kernel', 'lessons/1/b~a/kernel']);
      expect(edges.map(({ from, to, loss }) => [from, to, loss.name])).toEqual([
        ['a', 'b', 'kl'],
        ['a', 'b', 'kl-2'],
      ]);
      expect(edges.map(({ weight }) => (weight as Tensor).dataSync()[0])).toEqual([6, 8]);
      // A pair without a lesson in this step keeps its memory, and the strategy's own is not touched.
      const values = Object.values(next!).map((tensor) => tensor.dataSync()[0]);
      expect(Object.keys(next!)).toEqual(Object.keys(declared));
      expect(values).toEqual([3, 14, 20, 30]);
    });
  });

  it('share the parameters of a pair if the teacher looks at another view', () => {
    tf.tidy(() => {
      const { scope, params } = initScope('strategy', 0);
      const memory = { 'lessons/0/b~a/count': tf.scalar(0) };
      const given = { plan: { 'lessons/0/step': tf.scalar(1) }, memory, scope, distribution };
      const pair = { teacher: peer('a', 'clean'), student: peer('b') };
      const { edges, memory: next } = joinLessons([counting], about).learn([pair], given);
      expect(edges[0]!.from).toBe('a@clean');
      expect(Object.keys(params)).toEqual(['lessons/0/b~a/kernel']);
      expect(Object.keys(next!)).toEqual(Object.keys(memory));
    });
  });

  it('hold where the strategy and all of them do', () => {
    const holdsFor = (own?: readonly ('categorical' | 'bernoulli')[]) =>
      joinLessons([plain, counting], { ...about, holdsFor: own }).declared.holdsFor;
    expect(holdsFor()).toEqual(['categorical', 'gaussian']);
    expect(holdsFor(['categorical', 'bernoulli'])).toEqual(['categorical']);
    expect(joinLessons([], about).declared).toEqual({});
  });
});
