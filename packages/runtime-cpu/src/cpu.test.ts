import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cpu } from './index.ts';

describe('cpu', () => {
  beforeAll(async () => {
    await cpu();
  });

  it('starts the engine and is named', async () => {
    const runtime = await cpu();
    expect(runtime.name).toBe('cpu');
    expect(tf.getBackend()).toBe('cpu');
  });

  it('slices what was concatenated, of an empty batch too', () => {
    const empty = tf.zeros([0, 2, 3]);
    expect(tf.slice(tf.concat([empty, empty], 1), [0, 1, 0], [0, 2, 3]).shape).toEqual([0, 2, 3]);
  });

  it('takes gradients of plain operations and of the core’s own', () => {
    const dx = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, -2, 3]));
    expect([...dx.dataSync()]).toEqual([2, -4, 6]);
    const filter = tf.grad((w) =>
      tf.sum(tf.conv2d(tf.ones([1, 3, 3, 1]) as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid')),
    )(tf.ones([2, 2, 1, 1]));
    expect([...filter.dataSync()]).toEqual([4, 4, 4, 4]);
  });
});
