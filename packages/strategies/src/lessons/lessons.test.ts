import { createRegistry, pluginsOf, type Registry, type Use } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import * as module from '../index.ts';
import { describeGolden } from '../testing/describeGolden.ts';
import { startEngine } from '../testing/engine.ts';
import { lessonCases as cases } from '../testing/golden.ts';
import { firstMemory } from '../testing/memory.ts';
import { type Case, runFlow } from '../testing/run.ts';

// The values come from the scripts beside the lessons (such as rkd.golden.py), which implement each
// source's formula again in PyTorch.

const registry = createRegistry([{ plugins: pluginsOf(module) }]) as unknown as Registry;
const names = registry.list('lesson').map(({ id }) => id);

beforeAll(async () => {
  await startEngine();
});

test('every lesson has golden cases', () => {
  const covered = cases.flatMap(({ options }) =>
    (options as { lessons: readonly (string | { use: string })[] }).lessons.map((use) =>
      typeof use === 'string' ? use : use.use,
    ),
  );
  expect(names.filter((name) => !covered.includes(name))).toEqual([]);
});

describeGolden(registry, cases);

const features = [6, 2, 2, 4];
const stages = [
  [6, 4, 4, 3],
  [6, 2, 2, 4],
];
const pair = [
  { id: 't', learns: false, features, stages },
  { id: 'a', features, stages },
];
const run = (use: Use, peers: Case['peers'], leaves: Case['leaves'] = {}) => {
  const strategy = registry.build('strategy', use);
  const memory = firstMemory(strategy, peers);
  try {
    return runFlow(strategy, { peers, memory, leaves });
  } finally {
    tf.dispose(memory);
  }
};
const taught = (
  lessons: readonly unknown[],
  peers: Case['peers'] = pair,
  leaves: Case['leaves'] = {},
) => run({ use: 'distill', ce: 1, kl: 0, lessons }, peers, leaves);

describe('lessons of a strategy', () => {
  test('are each an edge, with a name of its own if two are alike', () => {
    const { terms } = taught([
      { use: 'hints', stage: 0 },
      { use: 'hints', stage: 1, weight: 3 },
    ]);
    expect(terms['weight/hints/t->a']).toBe(100);
    expect(terms['weight/hints-2/t->a']).toBe(3);
  });

  test('are averaged over several teachers', () => {
    const peers = [...pair, { ...pair[0]!, id: 'u', seed: 7 }];
    const { terms, grads } = taught(['hints'], peers);
    expect([terms['weight/hints/t->a'], terms['weight/hints/u->a']]).toEqual([50, 50]);
    expect(Object.keys(grads).filter((name) => name.startsWith('strategy/'))).toEqual([
      'strategy/lessons/0/a~t/stage0/kernel',
      'strategy/lessons/0/a~u/stage0/kernel',
    ]);
  });

  test('of competing networks have the weight of the teacher for the student', () => {
    const peers = ['a', 'b', 'c'].map((id) => ({ id, features, stages }));
    const { terms } = run({ use: 'competitive', lessons: ['rkd'] }, peers);
    for (const from of ['a', 'b', 'c'])
      for (const to of ['a', 'b', 'c'].filter((id) => id !== from))
        expect(terms[`weight/rkd-angle/${from}->${to}`]).toBe(
          50 * terms[`weight/kl/${from}->${to}`]!,
        );
  });

  test('whose weight is a schedule follow it', () => {
    const weight = () => 0.25;
    expect(taught([module.rkd({ weight })]).terms['weight/rkd-distance/t->a']).toBe(6.25);
  });
});

test.each(['competitive', 'distill'])('%s is not defined where a lesson is not', (use) => {
  const holdsFor = (lessons: readonly unknown[]) =>
    registry.build('strategy', { use, lessons }).holdsFor;
  expect(holdsFor(['rkd'])).toBeUndefined();
  expect(holdsFor(['rkd', 'dkd'])).toEqual(['categorical']);
});

describe.each(names)('%s', (name) => {
  test('is finite for logits of 1e4, and for logits that are all zero', () => {
    for (const scale of [1e4, 0]) {
      const peers = pair.map((peer) => ({ ...peer, scale }));
      const { loss, grads } = taught([name], peers);
      expect([loss, ...Object.values(grads).flat()].every(Number.isFinite)).toBe(true);
    }
  });

  test('is finite for features that are all zero, in both networks', () => {
    const zero = Object.fromEntries(
      pair.flatMap(({ id }) => [
        [`${id}/features`, tf.zeros(features)],
        ...stages.map((shape, n) => [`${id}/stages/${n}`, tf.zeros(shape)] as const),
      ]),
    );
    const { loss, grads } = taught([name], pair, zero);
    expect([loss, ...Object.values(grads).flat()].every(Number.isFinite)).toBe(true);
  });

  test('gives the teacher no gradient, also if it learns', () => {
    const peers = pair.map((peer) => ({ ...peer, learns: true }));
    const use = { use: 'fixed-teacher', kl: 0, features: 0, lessons: [name] };
    const { grads } = run(use, peers);
    for (const [leaf, grad] of Object.entries(grads))
      if (leaf.startsWith('t/') && !leaf.endsWith('logits'))
        expect(
          grad.every((x) => x === 0),
          leaf,
        ).toBe(true);
  });
});

const bare = (id: string, learns: boolean, more: object = {}) => ({ id, learns, ...more });
test.each([
  ['attention-transfer', {}, {}, 'Set its `stage` to "features"'],
  [{ use: 'attention-transfer', stage: 'features' }, {}, {}, 'and "t" has none'],
  [{ use: 'hints', stage: 4 }, { stages }, { stages }, '"t" has 2 stages, counted from 0'],
  ['attention-transfer', { stages }, { stages: [stages[0]!] }, '"t" has 2 and "a" has 1'],
  [
    { use: 'hints', stage: 'features' },
    { features: [6, 5, 4] },
    { features },
    'cannot compare features of the shapes [6,5,4] (teacher) and [6,2,2,4] (student)',
  ],
  [
    { use: 'attention-transfer', stage: 'features' },
    { features: [6, 4] },
    { features: [6, 4] },
    'the features have the shape [6,4]',
  ],
] as const)('%j of networks that lack what it compares says so', (use, teacher, student, says) => {
  const peers = [bare('t', false, teacher), bare('a', true, student)];
  expect(() => taught([use], peers)).toThrow(says);
});
