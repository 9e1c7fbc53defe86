import type { Prediction } from '@codistill/core';
import { initScope } from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { startEngine } from '../testing/engine.ts';
import { adapt } from './adapt.ts';

beforeAll(async () => {
  await startEngine();
});

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
