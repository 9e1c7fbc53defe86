import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { seen } from '../step/seen.ts';
import { startEngine } from '../testing/engine.ts';
import { experiment, registry } from '../testing/plugins.ts';
import { withNormalization } from './normalization.ts';

beforeAll(async () => {
  await startEngine();
});
const facts = { mean: [0.2, 0.4], std: [0.5, 0.25], channels: 2 };
const own = { mean: [0.1, 0.6], std: [0.2, 0.3] };
const networks = (normalization: typeof own) => {
  const described = experiment({
    networks: { a: { backbone: 'perceptron', normalization }, b: { backbone: 'perceptron' } },
  });
  const backbone = registry.build('backbone', 'perceptron');
  return withNormalization(
    ['a', 'b'].map((id) => ({ id, backbone })),
    described,
    facts,
  );
};

it('a network sees pixels by its own mean and deviation, and others as the views have them', () => {
  const pixels = tf.tensor4d([0, 0.5, 1, 0.25], [1, 1, 2, 2]);
  const by = ({ mean, std }: typeof own) => tf.div(tf.sub(pixels, mean), std);
  const view = by(facts) as tf.Tensor4D;
  const [a, b] = networks(own);
  const expected = by(own).dataSync();
  seen(view, a!)
    .dataSync()
    .forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
  expect(seen(view, b!)).toBe(view);
});

it('a normalization for other channels than the images have is refused', () => {
  expect(() => networks({ mean: [0.5], std: [0.5] })).toThrow(
    'The normalization of the network "a" has 1 numbers, and images have 2 channels. Give a mean and a deviation for each.',
  );
});
