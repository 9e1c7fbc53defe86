import { applyScope, initScope, softmaxCrossEntropy } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
// Values of an implementation of our own in PyTorch: golden/resnet.py.
import golden from './golden/resnet.json' with { type: 'json' };
import { resnetCifar } from './resnetCifar.ts';

beforeAll(async () => {
  await cpu();
});
const wave = (shape: readonly number[], phase: number, scale: number) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => scale * Math.sin(0.7 * i + phase)),
    [...shape],
  );
const close = (found: number, expected: number, scale = 1) =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(2e-5 * Math.max(scale, Math.abs(expected)));

it('a training step of resnet8 equals PyTorch: logits, loss, gradients, and answers from the statistics it leaves', () => {
  const backbone = resnetCifar({ depth: 8 });
  const made = initScope('a', 0);
  tf.tidy(() => {
    backbone.forward(made.scope, tf.zeros([1, 8, 8, 3]), 5);
  });
  const names = Object.keys(made.params).sort();
  const params = Object.fromEntries(names.map((name, i) => [name, tf.add(wave(made.params[name]!.shape, i, 0.3), name.endsWith('scale') ? 1 : 0)]));
  const stats = Object.fromEntries(Object.entries(made.stats).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]));
  const images = wave([4, 8, 8, 3], 0.5, 1) as Tensor4D;
  const none = () => ({ uniform: (): never => undefined as never, normal: (): never => undefined as never });

  let after: Readonly<Record<string, Tensor>> = {};
  const run = (given: Readonly<Record<string, Tensor>>) => {
    const scoped = applyScope('a', { params: given, stats }, true, none);
    const { logits } = backbone.forward(scoped.scope, images, 5)['logits']!;
    after = scoped.stats();
    return logits;
  };
  const logits = run(params).dataSync();
  golden.logits.forEach((value, i) => {
    close(logits[i]!, value);
  });
  const evaluated = backbone.forward(applyScope('a', { params, stats: after }, false, none).scope, images, 5)['logits']!.logits.dataSync();
  golden.evaluated.forEach((value, i) => {
    close(evaluated[i]!, value);
  });

  const labels = tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 5), 'float32') as Tensor2D;
  const loss = (...values: Tensor[]) =>
    tf.mean(softmaxCrossEntropy(run(Object.fromEntries(names.map((name, i) => [name, values[i]!]))), labels)) as Scalar;
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => params[name]!));
  close(value.dataSync()[0]!, golden.loss);
  const largest = Math.sqrt(Math.max(...Object.values(golden.gradients).map(({ squares }) => squares)));
  names.forEach((name, i) => {
    const expected = golden.gradients[name as keyof typeof golden.gradients];
    const found = grads[i]!;
    const norm = Math.sqrt(expected.squares);
    // 1e-4 relative to the tensor's own gradient, above what float32 loses of the largest.
    const within = (a: number, b: number) => expect(Math.abs(a - b), name).toBeLessThanOrEqual(1e-4 * norm + 1e-6 * largest);
    expected.first.forEach((wanted, k) => {
      within(found.dataSync()[k]!, wanted);
    });
    within(Math.sqrt(tf.sum(tf.square(found)).dataSync()[0]!), norm);
    within(tf.sum(tf.mul(found, wave(found.shape, 0.2, 1))).dataSync()[0]!, expected.waved);
  });
});
