import { type Named, type Optimizer, stream } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
// The values come from PyTorch: golden/optimizers.py.
import golden from './golden/optimizers.json' with { type: 'json' };
import { adamw, sgd } from './index.ts';

beforeAll(async () => {
  await cpu();
});
const wave = (shape: number[], phase: number, factor = 1) =>
  tf.tensor(
    Array.from(
      { length: shape.reduce((a, b) => a * b) },
      (_, i) => factor * Math.sin(1.3 * i + phase),
    ),
    shape,
  );
const values = (named: Named<tf.Tensor>) =>
  Object.fromEntries(Object.entries(named).map(([name, tensor]) => [name, [...tensor.dataSync()]]));

function* states(optimizer: Optimizer, rate: number, count = 5) {
  let params: Named<tf.Tensor> = { kernel: wave([2, 3], 0.3), scale: wave([4], 0.7) };
  let slots = optimizer.init(params);
  for (let step = 0; step < count; step++) {
    const grads = {
      kernel: wave([2, 3], step, step + 1),
      scale: wave([4], 2 * step, 1 / (step + 1)),
    };
    ({ params, slots } = optimizer.update(grads, slots, params, tf.scalar(rate)));
    yield { params: values(params), slots: values(slots) };
  }
}

describe('optimizers equal PyTorch over five steps', () => {
  const cases: [keyof typeof golden.optimizers, Optimizer, number][] = [
    ['sgd', sgd(), 0.1],
    ['sgd plain', sgd({ momentum: 0, weightDecay: 0 }), 0.1],
    ['sgd heavy', sgd({ momentum: 0.8, nesterov: false, weightDecay: 0.01 }), 0.1],
    ['sgd norms', sgd({ weightDecay: 0.1, decayNorms: false }), 0.1],
    ['adamw', adamw(), 0.01],
    ['adamw other', adamw({ beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.1 }), 0.02],
    ['adamw norms', adamw({ weightDecay: 0.5, decayNorms: false }), 0.02],
  ];
  it.each(cases)('%s', (name, optimizer, rate) => {
    let step = 0;
    for (const { params } of states(optimizer, rate)) {
      const expected = golden.optimizers[name][step++]!;
      for (const parameter of ['kernel', 'scale'] as const)
        expected[parameter].forEach((value, i) => {
          expect(Math.abs(params[parameter]![i]! - value)).toBeLessThanOrEqual(
            1e-6 * Math.max(1, Math.abs(value)),
          );
        });
    }
    expect(step).toBe(5);
  });
});

describe('slots', () => {
  it('are named after parameters, and the first momentum is the gradient', () => {
    const [first] = states(sgd({ weightDecay: 0 }), 0.1, 1);
    expect(Object.keys(first!.slots)).toEqual(['kernel/momentum', 'scale/momentum']);
    expect(first!.slots['kernel/momentum']).toEqual([...wave([2, 3], 0).dataSync()]);
    expect(sgd({ momentum: 0 }).init({ kernel: wave([2], 0) })).toEqual({});
    expect(Object.keys(adamw().init({ k: wave([2], 0) }))).toEqual(['steps', 'k/mean', 'k/square']);
    expect([...states(adamw(), 0.1)].map(({ slots }) => slots['steps']![0])).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });
  it('do not depend on the order in which parameters come', () => {
    for (const optimizer of [sgd(), adamw()]) {
      const rng = stream(1, 'test', 0);
      const tensors = () => ({
        a: tf.tensor1d([rng.normal(), rng.normal()]),
        b: tf.tensor1d([rng.normal()]),
      });
      const turned = ({ a, b }: ReturnType<typeof tensors>) => ({ b, a });
      const [params, grads, rate] = [tensors(), tensors(), tf.scalar(0.1)];
      const one = optimizer.update(grads, optimizer.init(params), params, rate);
      const other = optimizer.update(
        turned(grads),
        optimizer.init(turned(params)),
        turned(params),
        rate,
      );
      expect(values(other.params)).toEqual(values(one.params));
      expect(values(other.slots)).toEqual(values(one.slots));
    }
  });
});
