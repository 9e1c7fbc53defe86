import type { Moment, Optimizer } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
// Values of PyTorch: golden/optimizers.py.
import golden from './golden/optimizers.json' with { type: 'json' };
import { adamw, averageDecay, burnIn, constant, cosine, linear, plateau, sgd, sigmoidRamp, steps, stopAt } from './index.ts';

beforeAll(async () => {
  await cpu();
});
const wave = (phase: number, factor = 1) => tf.tensor1d(Array.from({ length: 6 }, (_, i) => factor * Math.sin(1.3 * i + phase)));

function trajectory(optimizer: Optimizer, rate: number): number[][] {
  let params: Readonly<Record<string, tf.Tensor>> = { p: wave(0.3) };
  let slots = optimizer.init(params);
  return Array.from({ length: 5 }, (_, step) => {
    ({ params, slots } = optimizer.update({ p: wave(step, step + 1) }, slots, params, tf.scalar(rate)));
    return [...params['p']!.dataSync()];
  });
}

describe('optimizers equal PyTorch over five steps', () => {
  const cases: [keyof typeof golden & string, Optimizer, number][] = [
    ['sgd', sgd(), 0.1],
    ['sgd plain', sgd({ momentum: 0, weightDecay: 0 }), 0.1],
    ['sgd heavy', sgd({ momentum: 0.8, nesterov: false, weightDecay: 0.01 }), 0.1],
    ['adamw', adamw(), 0.01],
    ['adamw other', adamw({ beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.1 }), 0.02],
  ];
  it.each(cases)('%s', (name, optimizer, rate) => {
    const found = trajectory(optimizer, rate);
    (golden[name] as number[][]).forEach((row, step) => {
      row.forEach((value, i) => {
        expect(Math.abs(found[step]![i]! - value)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(value)));
      });
    });
  });
  it('leaves scales and biases out of the decay where told to', () => {
    const decayed = (optimizer: Optimizer) => trajectory(optimizer, 0.1).at(-1);
    expect(decayed(sgd({ decayNorms: false, weightDecay: 0.5 }))).toEqual(decayed(sgd({ weightDecay: 0 })));
    expect(decayed(adamw({ decayNorms: false, weightDecay: 0.5 }))).toEqual(decayed(adamw({ weightDecay: 0 })));
    expect(decayed(sgd({ weightDecay: 0.5 }))).not.toEqual(decayed(sgd({ weightDecay: 0 })));
  });
});

const at = (step: number, stepsPerEpoch = 2, epochs = 10, history: Moment['history'] = {}): Moment => ({
  step,
  epoch: Math.floor(step / stepsPerEpoch),
  stepsPerEpoch,
  progress: step / (stepsPerEpoch * epochs),
  history,
});

describe('schedules', () => {
  it('constant, with warm-up', () => {
    expect([0, 1, 2, 3, 4, 19].map((step) => constant({ value: 2, warmUpEpochs: 2 })(at(step)))).toEqual([0.5, 1, 1.5, 2, 2, 2]);
  });
  it('steps: at parts of the run, or at epochs', () => {
    const values = Array.from({ length: 20 }, (_, step) => steps({ at: [0.3, 0.6, 0.9] })(at(step)));
    expect(values.map((value) => Number(value.toPrecision(6)))).toEqual([
      ...Array(6).fill(0.1),
      ...Array(6).fill(0.01),
      ...Array(6).fill(0.001),
      0.0001,
      0.0001,
    ]);
    expect([3, 4].map((step) => steps({ at: [2], factor: 0.5 })(at(step)))).toEqual([0.1, 0.05]);
  });
  it('cosine equals PyTorch', () => {
    golden.cosine.forEach((rate, step) => {
      expect(cosine({ peak: 0.1, floor: 0.01 })(at(step))).toBeCloseTo(rate, 12);
    });
  });
  it('plateau equals PyTorch', () => {
    const schedule = plateau({ patience: 2, factor: 0.5, metric: 'm' });
    golden.plateau.rates.forEach((rate, i) => {
      expect(schedule(at(0, 2, 10, { m: golden.plateau.metric.slice(0, i + 1) }))).toBeCloseTo(rate, 12);
    });
    const lower = plateau({ patience: 0, factor: 0.5, metric: 'm', mode: 'min' });
    expect(lower(at(0, 2, 10, { m: [3, 2, 2.5] }))).toBe(0.05);
    expect(lower(at(0))).toBe(0.1);
  });
  it('ramps', () => {
    expect([0, 5, 10, 19].map((step) => linear({ from: 1, to: 3, until: 0.5 })(at(step)))).toEqual([1, 2, 3, 3]);
    expect([0, 2, 4].map((step) => linear({ until: 2 })(at(step)))).toEqual([0, 0.5, 1]);
    expect(sigmoidRamp({ until: 4 })(at(4))).toBeCloseTo(Math.exp(-5 * 0.25), 12);
    expect(sigmoidRamp({ until: 4, peak: 2 })(at(8))).toBe(2);
    expect([7, 8].map((step) => burnIn({ value: 3 })(at(step)))).toEqual([0, 3]);
    expect([9, 10].map((step) => stopAt({ value: 3 })(at(step)))).toEqual([3, 0]);
    expect([0, 1, 3, 5000].map((step) => averageDecay()(at(step)))).toEqual([0, 0.5, 0.75, 0.999]);
  });
});
