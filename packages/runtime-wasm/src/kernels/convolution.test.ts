import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, onBoth, tensor } from '../testing/compare.ts';

const size = fc.integer({ min: 1, max: 5 });
const stride = fc.integer({ min: 1, max: 3 });

/** Images, filters, strides and paddings, with at least one window. */
const cases = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 12 }),
    channels: fc.integer({ min: 1, max: 9 }),
    filters: fc.integer({ min: 1, max: 10 }),
    tall: size,
    wide: size,
    down: stride,
    across: stride,
    pad: fc.constantFrom('same' as const, 'valid' as const, 1, 2),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .filter(
    ({ height, width, tall, wide, pad }) =>
      pad === 'same' || (height + 2 * pads(pad) >= tall && width + 2 * pads(pad) >= wide),
  );
const pads = (pad: 'same' | 'valid' | number) => (typeof pad === 'number' ? pad : 0);

describe('convolution on wasm', () => {
  it('agrees with the reference engine, forward and backward, at all strides, sizes and paddings', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const result = await onBoth(() => {
          const x = tensor([c.batch, c.height, c.width, c.channels], c.seed) as tf.Tensor4D;
          const filter = tensor([c.tall, c.wide, c.channels, c.filters], c.seed + 1) as tf.Tensor4D;
          const f = (a: tf.Tensor, b: tf.Tensor) =>
            tf.conv2d(
              a as tf.Tensor4D,
              b as tf.Tensor4D,
              [c.down, c.across],
              c.pad,
              'NHWC',
              1,
              typeof c.pad === 'number' ? 'floor' : undefined,
            );
          return [
            f(x, filter),
            ...tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.square(f(a, b))) as tf.Scalar)([
              x,
              filter,
            ]),
          ];
        });
        expect(difference(result.cpu, result.wasm)).toBeLessThan(2e-5);
        expect(result.leaked).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it.each([1, 2, 3])('agrees with dilation %i', async (dilation) => {
    const result = await onBoth(() => [
      tf.conv2d(
        tensor([2, 11, 9, 3], 1) as tf.Tensor4D,
        tensor([3, 2, 3, 8], 2) as tf.Tensor4D,
        1,
        'same',
        'NHWC',
        dilation,
      ),
    ]);
    expect(difference(result.cpu, result.wasm)).toBeLessThan(1e-5);
  });

  it('agrees on the shapes of a CIFAR ResNet', async () => {
    const result = await onBoth(() =>
      (
        [
          [16, 16, 1],
          [16, 32, 2],
          [64, 64, 1],
        ] as const
      ).flatMap(([ci, co, s]) =>
        tf.grads(
          (a: tf.Tensor, b: tf.Tensor) =>
            tf.sum(
              tf.square(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, s, 'same')),
            ) as tf.Scalar,
        )([tensor([2, 8, 8, ci], 3), tensor([3, 3, ci, co], 4)]),
      ),
    );
    expect(difference(result.cpu, result.wasm)).toBeLessThan(1e-5);
  });

  it('refuses channels before pixels', async () => {
    await onBoth(() => []);
    expect(() =>
      tf.conv2d(
        tf.ones([1, 1, 3, 3]) as tf.Tensor4D,
        tf.ones([1, 1, 1, 1]) as tf.Tensor4D,
        1,
        'valid',
        'NCHW',
      ),
    ).toThrow(/NHWC/);
  });
});

describe('depthwise convolution on wasm', () => {
  it('agrees with the reference engine, forward and backward', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 3 }), async (c, multiplier) => {
        const result = await onBoth(() => {
          const x = tensor([c.batch, c.height, c.width, c.channels], c.seed);
          const filter = tensor([c.tall, c.wide, c.channels, multiplier], c.seed + 1);
          const pad = typeof c.pad === 'number' ? 'same' : c.pad;
          return tf.grads(
            (a: tf.Tensor, b: tf.Tensor) =>
              tf.sum(
                tf.square(
                  tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, [c.down, c.across], pad),
                ),
              ) as tf.Scalar,
          )([x, filter]);
        });
        expect(difference(result.cpu, result.wasm)).toBeLessThan(2e-5);
        expect(result.leaked).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
