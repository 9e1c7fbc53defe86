import type { Scope } from '@codistill/core';
import { applyScope } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
// The expected values come from PyTorch: golden/layers.py.
import golden from './golden/layers.json' with { type: 'json' };
import {
  adaptiveAveragePool,
  attention,
  averagePool,
  batchNorm,
  conv,
  dense,
  depthwiseConv,
  dropout,
  fanInUniform,
  fans,
  gelu,
  globalAveragePool,
  glorotUniform,
  hardSigmoid,
  hardSwish,
  heNormal,
  layerNorm,
  layerScale,
  linearRecurrence,
  maxPool,
  normal,
  rmsNorm,
  silu,
  squeezeExcite,
  stochasticDepth,
} from './index.ts';

beforeAll(async () => {
  await cpu();
});
const wave = (shape: readonly number[], phase = 0) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      Math.sin(0.7 * i + phase),
    ),
    [...shape],
  );
// No layer here reads these numbers; a tensor would be needed otherwise.
const noRandom = () => ({
  uniform: (): never => undefined as never,
  normal: (): never => undefined as never,
});
const scoped = (
  params: Readonly<Record<string, Tensor>>,
  stats: Readonly<Record<string, Tensor>> = {},
  training = true,
) => applyScope('layer', { params, stats }, training, noRandom);
function near(found: Tensor, expected: readonly number[]): void {
  const values = found.dataSync();
  expect(values.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(
      Math.abs(values[i]! - value),
      `value ${i}: ${values[i]} for ${value}`,
    ).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
  });
}

type Case = {
  readonly y: readonly number[];
  readonly shape: readonly number[];
  readonly [input: string]: readonly number[];
};
/** The output and gradients of a layer, for a wave-shaped input and parameters. */
function check(
  name: string,
  layer: (scope: Scope, x: Tensor) => Tensor,
  x: Tensor,
  params: Readonly<Record<string, Tensor>>,
): void {
  // TypeScript infers another type for every entry of the JSON file.
  const expected = golden[name as keyof typeof golden] as unknown as Case;
  const run = (input: Tensor, given: Readonly<Record<string, Tensor>>) =>
    layer(scoped(given).scope, input);
  const y = run(x, params);
  expect(y.shape).toEqual(expected.shape);
  near(y, expected.y);
  const names = Object.keys(params);
  const grads = tf.grads((input, ...values) =>
    tf.sum(
      tf.mul(
        run(input!, Object.fromEntries(names.map((key, i) => [key, values[i]!]))),
        wave(y.shape, 1),
      ),
    ),
  )([x, ...Object.values(params)]);
  near(grads[0]!, expected['x']!);
  names.forEach((key, i) => {
    const wanted = expected[key === 'kernel' ? 'kernel_' : key];
    expect(wanted, key).toBeDefined();
    near(grads[i + 1]!, wanted!);
  });
}

describe('layers equal PyTorch, forward and backward', () => {
  it.each([
    [3, 1, 1],
    [3, 2, 1],
    [1, 1, 0],
    [1, 2, 0],
    [5, 1, 2],
    [5, 2, 2],
    [3, 1, 0],
    [2, 2, 0],
    [4, 2, 1],
  ])('conv %i, stride %i, padding %i', (kernelSize, strides, padding) => {
    const params = { kernel: wave([kernelSize, kernelSize, 3, 4], 0.3), bias: wave([4], 0.6) };
    check(
      `conv ${kernelSize} ${strides} ${padding}`,
      (scope, x) =>
        conv(scope, x as Tensor4D, { filters: 4, kernelSize, strides, padding, bias: true }),
      wave([2, 7, 6, 3]),
      params,
    );
  });
  it.each([1, 2])('depthwise, stride %i', (strides) => {
    check(
      `depthwise ${strides}`,
      (scope, x) => depthwiseConv(scope, x as Tensor4D, { kernelSize: 3, strides }),
      wave([2, 7, 6, 3]),
      {
        kernel: wave([3, 3, 3, 1], 0.3),
      },
    );
  });
  it.each([
    [1, 7],
    [7, 1],
    [1, 3],
    [3, 1],
  ] as const)('conv %i x %i', (...kernelSize) => {
    check(
      `conv ${kernelSize.join('x')}`,
      (scope, x) => conv(scope, x as Tensor4D, { filters: 4, kernelSize, bias: true }),
      wave([2, 7, 6, 3]),
      { kernel: wave([...kernelSize, 3, 4], 0.3), bias: wave([4], 0.6) },
    );
  });
  it('depthwise with a bias', () =>
    check(
      'depthwise bias',
      (scope, x) => depthwiseConv(scope, x as Tensor4D, { kernelSize: 5, bias: true }),
      wave([2, 7, 6, 3]),
      { kernel: wave([5, 5, 3, 1], 0.3), bias: wave([3], 0.6) },
    ));
  it.each([
    [2, 2, 0, false, 6],
    [3, 2, 1, false, 7],
    [3, 1, 1, false, 5],
    [3, 2, 0, true, 6],
    [3, 2, 0, true, 7],
    [2, 2, 0, true, 5],
    [3, 2, 1, true, 6],
    [3, 2, 0, false, 7],
  ] as const)(
    'max pooling %i, stride %i, padding %i, ceil %s, %i rows',
    (size, strides, padding, ceil, rows) => {
      check(
        `max pool ${size} ${strides} ${padding} ${ceil ? 'True' : 'False'} ${rows}`,
        (_scope, x) => maxPool(x as Tensor4D, { size, strides, padding, ceil }),
        wave([2, rows, 6, 3]),
        {},
      );
    },
  );
  it.each([
    [2, 2, 0],
    [3, 1, 1],
    [5, 3, 0],
  ])('average pooling %i, stride %i, padding %i', (size, strides, padding) => {
    check(
      `average pool ${size} ${strides} ${padding}`,
      (_scope, x) => averagePool(x as Tensor4D, { size, strides, padding }),
      wave([2, 7, 6, 3]),
      {},
    );
  });
  it.each([1, 2, 4, 7])('adaptive average pooling to %i', (size) => {
    check(
      `adaptive pool ${size}`,
      (_scope, x) => adaptiveAveragePool(x as Tensor4D, size),
      wave([2, 7, 6, 3]),
      {},
    );
  });
  it.each([
    ['gelu', gelu],
    ['silu', silu],
    ['hard sigmoid', hardSigmoid],
    ['hard swish', hardSwish],
  ] as const)('%s', (name, f) => {
    check(name, (_scope, x) => f(tf.mul(x, 4)), wave([3, 5], 0.2), {});
  });
  it.each([
    ['sigmoid', tf.sigmoid],
    ['hard', hardSigmoid],
  ] as const)('squeeze-and-excitation with the gate %s', (name, gate) => {
    check(
      `squeeze ${name}`,
      (scope, x) => squeezeExcite(scope, x as Tensor4D, { units: 2, activation: silu, gate }),
      wave([2, 3, 2, 4]),
      {
        'squeeze/kernel': wave([4, 2], 0.3),
        'squeeze/bias': wave([2], 0.6),
        'excite/kernel': wave([2, 4], 0.9),
        'excite/bias': wave([4], 1.2),
      },
    );
  });
  it('layer scale', () =>
    check('layer scale', (scope, x) => layerScale(scope, x), wave([2, 3, 4]), {
      scale: wave([4], 0.3),
    }));
  it('root-mean-square norm', () =>
    check('rms norm', (scope, x) => rmsNorm(scope, x), wave([2, 3, 4]), {
      scale: wave([4], 0.3),
    }));
  it.each([1, 2, 5, 8, 13])('the linear recurrence of %i steps', (steps) => {
    check(
      `recurrence ${steps}`,
      (scope, x) =>
        linearRecurrence(x as Tensor3D, scope.param('b', [2, steps, 3], normal(1)) as Tensor3D),
      wave([2, steps, 3]),
      { b: wave([2, steps, 3], 0.4) },
    );
  });
  it('dense, over the last axis', () =>
    check('dense', (scope, x) => dense(scope, x, { units: 4 }), wave([2, 5, 3]), {
      kernel: wave([3, 4], 0.3),
      bias: wave([4], 0.6),
    }));
  it('layer norm', () =>
    check('layer norm', (scope, x) => layerNorm(scope, x), wave([2, 3, 4]), {
      scale: wave([4], 0.3),
      offset: wave([4], 0.6),
    }));
  it('attention', () => {
    const phases = { query: 0.1, key: 0.4, value: 0.8, output: 1.2 };
    const params = Object.fromEntries(
      Object.entries(phases).flatMap(([name, phase]) => [
        [`${name}/kernel`, wave([6, 6], phase)],
        [`${name}/bias`, wave([6], phase + 0.2)],
      ]),
    );
    check(
      'attention',
      (scope, x) => attention(scope, x as Tensor3D, { heads: 2 }),
      wave([2, 4, 6]),
      params,
    );
  });
  it('global average pooling', () =>
    check('pool', (_scope, x) => globalAveragePool(x as Tensor4D), wave([2, 4, 3, 3]), {}));
  it('batch norm in training', () => {
    const statistics = () => ({ mean: tf.zeros([3]), variance: tf.ones([3]) });
    const params = { scale: wave([3], 0.3), offset: wave([3], 0.6) };
    // The scope of `check` has no running statistics. This one has them, with the same parameters.
    check(
      'batch norm training',
      (scope, x) => {
        const given = {
          scale: scope.param('scale', [3], normal(1)),
          offset: scope.param('offset', [3], normal(1)),
        };
        return batchNorm(scoped(given, statistics()).scope, x);
      },
      wave([2, 3, 3, 3]),
      params,
    );
  });
  it("batch norm's running statistics after two batches, and its answers from them", () => {
    const params = { scale: wave([3], 0.3), offset: wave([3], 0.6) };
    let stats: Readonly<Record<string, Tensor>> = { mean: tf.zeros([3]), variance: tf.ones([3]) };
    for (const phase of [0, 2]) {
      const { scope, stats: after } = scoped(params, stats);
      batchNorm(scope, wave([2, 3, 3, 3], phase));
      stats = after();
    }
    near(stats['mean']!, golden['batch norm'].mean);
    near(stats['variance']!, golden['batch norm'].variance);
    near(
      batchNorm(scoped(params, stats, false).scope, wave([2, 3, 3, 3], 0.9)),
      golden['batch norm'].y,
    );
  });
});

describe('other layers', () => {
  it('global average pooling is the mean of every channel', () => {
    near(globalAveragePool(tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [1, 2, 2, 2])), [2.5, 25]);
  });
  it('dropout keeps what its stream says, scaled, and does nothing when not training', () => {
    const random = () => ({
      uniform: () => tf.tensor([0.1, 0.4, 0.6, 0.9]),
      // Dropout draws uniform numbers alone.
      normal: (): never => undefined as never,
    });
    const x = tf.tensor([1, 2, 3, 4]);
    near(
      dropout(applyScope('d', { params: {}, stats: {} }, true, random).scope, x, 0.5),
      [0, 0, 6, 8],
    );
    near(
      dropout(applyScope('d', { params: {}, stats: {} }, false, random).scope, x, 0.5),
      [1, 2, 3, 4],
    );
  });
  it('stochastic depth drops whole examples, and does nothing when not training', () => {
    const random = () => ({
      uniform: (_name: string, shape: readonly number[]) => tf.tensor([0.1, 0.7], [...shape]),
      // Stochastic depth draws uniform numbers alone.
      normal: (): never => undefined as never,
    });
    const x = tf.tensor3d([1, 2, 3, 4], [2, 2, 1]);
    const run = (training: boolean) =>
      stochasticDepth(applyScope('d', { params: {}, stats: {} }, training, random).scope, x, 0.5);
    near(run(true), [0, 0, 6, 8]);
    near(run(false), [1, 2, 3, 4]);
  });
  it('initializers have their spread', () => {
    const rng = {
      uniform: () => 0.75,
      normal: () => 1,
      integer: () => 0,
      permutation: () => new Int32Array(),
    };
    expect(fans([3, 3, 4, 8])).toEqual({ in: 36, out: 72 });
    expect(heNormal()([3, 3, 4, 8], rng)[0]).toBeCloseTo(Math.sqrt(2 / 72), 6);
    expect(heNormal('in')([3, 3, 4, 8], rng)[0]).toBeCloseTo(Math.sqrt(2 / 36), 6);
    expect(fanInUniform([3, 3, 4, 8], rng)[0]).toBeCloseTo(0.5 / 6, 6);
    expect(fanInUniform([3, 3, 4, 1], rng)[0]).toBeCloseTo(0.5 / 3, 6);
    expect(glorotUniform([4, 8], rng)[0]).toBeCloseTo(0.5 * Math.sqrt(6 / 12), 6);
    expect(normal(3)([2], rng)).toEqual(Float32Array.of(3, 3));
  });
  it('attention says when heads do not divide the channels', () => {
    expect(() => attention(scoped({}).scope, tf.zeros([1, 2, 6]), { heads: 4 })).toThrow(
      '6 channels are not divisible by 4 heads',
    );
  });
});
