import { initScope, type Prediction } from '@codistill/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { codistillation } from '../codistillation.ts';
import { competitive } from '../competitive.ts';
import golden from '../golden/strategies.json' with { type: 'json' };
import { mutual } from '../mutual.ts';
import { self } from '../self.ts';
import { teacherFree } from '../teacherFree.ts';
import { startEngine } from '../testing/engine.ts';
import { filled } from '../testing/peers.ts';
import { type Case, type Outcome, runFlow } from '../testing/run.ts';
import { adapt } from './adapt.ts';
import { meanProbabilities } from './ensembles.ts';
import { generalWeights } from './general.ts';

beforeAll(async () => {
  await startEngine();
});

test('the weights of the general ensemble are those of NumPy', () => {
  const evaluation = Object.fromEntries(
    ['a', 'b', 'c'].map((id, seed) => [id, filled(seed, [8, 5], 2)]),
  );
  const weights = generalWeights(evaluation, Int32Array.from(golden.general.labels), 1e-4);
  for (const [id, weight] of Object.entries(golden.general.weights))
    expect(weights[id]).toBeCloseTo(weight, 5);
  expect(Object.values(weights).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
});

const peers = [
  { id: 'a', features: [6, 2, 2, 3] },
  { id: 'b', features: [6, 2, 2, 4] },
  { id: 'c', features: [6, 2, 2, 3] },
];
const exits = ['a/exit1', 'a/exit2', 'a/exit3'].map((id) => ({ id, features: [6, 2, 2, 3] }));
const scheduled: readonly (readonly [
  string,
  (half: never, three: never) => Parameters<typeof runFlow>[0],
  Case,
])[] = [
  ['mutual', (weight, temperature) => mutual({ weight, temperature }), { peers }],
  [
    'competitive',
    (features, temperature) => competitive({ features, temperature, kl: features }),
    { peers },
  ],
  [
    'self',
    (alpha, temperature) => self({ alpha, temperature, features: alpha, deepest: temperature }),
    { peers: exits },
  ],
  [
    'codistillation',
    (weight, temperature) =>
      codistillation({ weight, temperature, exchange: 'logits', reverse: true, burnIn: 0 }),
    { peers },
  ],
  ['teacher-free', (ce, temperature) => teacherFree({ ce, kl: ce, temperature }), { peers }],
];

test.each(scheduled)(
  '%s takes schedules where it takes numbers, and gives the same',
  (_name, build, given) => {
    const fixed = runFlow(build(0.5 as never, 3 as never), given);
    const varied = runFlow(build((() => 0.5) as never, (() => 3) as never), given);
    const all = ({ loss, terms, grads }: Outcome) => [
      loss,
      ...Object.values(terms),
      ...Object.values(grads).flat(),
    ];
    expect(Object.keys(varied.terms)).toEqual(Object.keys(fixed.terms));
    for (const [i, x] of all(varied).entries()) expect(x).toBeCloseTo(all(fixed)[i]!, 5);
  },
);

const prediction = (shape: readonly number[]): Prediction => ({
  logits: tf.zeros([2, 3]),
  features: tf.ones([...shape]),
});

test.each([
  ['a larger map of other channels', [2, 8, 8, 3], [2, 4, 4, 5], [2, 4, 4, 5], undefined],
  ['a smaller map', [2, 4, 4, 5], [2, 8, 8, 5], undefined, [2, 4, 4, 5]],
  ['tokens to tokens', [2, 7, 6], [2, 7, 4], [2, 7, 4], undefined],
  ['a map to tokens', [2, 4, 4, 6], [2, 7, 4], [2, 4], [2, 4]],
  ['maps of grids that do not nest', [2, 6, 6, 3], [2, 4, 4, 3], [2, 3], [2, 3]],
  ['equal maps', [2, 4, 4, 3], [2, 4, 4, 3], undefined, undefined],
] as const)('adapt: %s', (_name, own, other, student, teacher) => {
  tf.tidy(() => {
    const { student: a, teacher: b } = adapt(
      initScope('strategy', 0).scope,
      prediction(own),
      prediction(other),
    );
    expect(a?.shape).toEqual(student);
    expect(b?.shape).toEqual(teacher);
  });
});

test('the mean of softened probabilities is a prediction whose softened probabilities they are', () => {
  tf.tidy(() => {
    const logits = [0, 1, 2].map((seed) => tf.tensor2d(filled(seed, [6, 5], 4), [6, 5]));
    const T = 3;
    const soft = (z: Tensor2D) => tf.softmax(tf.div(z, T) as Tensor2D);
    const mean = tf.div(tf.addN(logits.map(soft)), 3);
    const found = soft(
      meanProbabilities(
        logits.map((z) => ({ logits: z })),
        T,
      ),
    );
    expect(tf.max(tf.abs(tf.sub(mean, found))).dataSync()[0]).toBeLessThan(1e-6);
  });
});

test.each([
  [1, 4],
  [3, 0.01],
  [30, 4],
  [1000, 4],
  [10_000, 4],
  [10_000, 1000],
])(
  'the mean of softened probabilities keeps what they differ by: T = %d, logits of %d',
  (T, size) => {
    const [rows, classes, peers] = [6, 5, 3];
    const values = Array.from({ length: peers }, (_, seed) => filled(seed, [rows, classes], size));
    const found = tf.tidy(() =>
      meanProbabilities(
        values.map((z) => ({ logits: tf.tensor2d(z, [rows, classes]) })),
        T,
      ).dataSync(),
    );
    for (let row = 0; row < rows; row++) {
      const at = (z: ArrayLike<number>) =>
        Array.from({ length: classes }, (_, k) => z[row * classes + k]!);
      const centred = (z: number[]) =>
        z.map((value) => value - z.reduce((a, b) => a + b) / classes);
      const soft = values.map((z) => {
        const e = at(z).map((value) => Math.exp(value / T));
        return e.map((value) => value / e.reduce((a, b) => a + b));
      });
      const mean = soft[0]!.map((_, k) => soft.reduce((sum, p) => sum + p[k]!, 0) / peers);
      const expected = centred(mean.map((p) => T * Math.log(p)));
      const largest = Math.max(...expected.map(Math.abs));
      centred(at(found)).forEach((value, k) => {
        expect(Math.abs(value - expected[k]!) / largest).toBeLessThan(1e-5);
      });
    }
  },
);
