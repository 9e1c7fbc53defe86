import { batchNormTrain, klDivergence, relu, softmaxCrossEntropy } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, onBoth, tensor } from '../testing/compare.ts';

const total = (...parts: readonly tf.Tensor[]) =>
  parts
    .map((part) => tf.sum(tf.mul(part, tensor(part.shape, 77))))
    .reduce((a, b) => tf.add(a, b)) as tf.Scalar;
const seed = fc.integer({ min: 0, max: 1000 });
const extent = (max: number) => fc.integer({ min: 1, max });

async function agree(f: () => readonly tf.Tensor[], tolerance = 1e-5): Promise<void> {
  const result = await onBoth(f);
  expect(difference(result.cpu, result.wasm)).toBeLessThan(tolerance);
  expect(result.leaked).toBe(0);
}

describe("the core's operations on wasm", () => {
  it('batch norm, its statistics and its gradients', async () => {
    await fc.assert(
      fc.asyncProperty(extent(5), extent(7), extent(13), seed, async (batch, side, channels, s) => {
        await agree(() => {
          const x = tf.add(tf.mul(tensor([batch, side, side + 1, channels], s), 3), 2);
          const scale = tensor([channels], s + 1);
          const offset = tensor([channels], s + 2);
          const { y, mean, variance } = batchNormTrain(
            x,
            scale as tf.Tensor1D,
            offset as tf.Tensor1D,
            1e-2,
          );
          const grads = tf.grads((a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
            total(tf.square(batchNormTrain(a, b as tf.Tensor1D, c as tf.Tensor1D, 1e-2).y)),
          );
          return [y, mean, variance, ...grads([x, scale, offset])];
        }, 5e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('batch norm of many rows, whose mean is far from 0', async () => {
    await agree(() => {
      const x = tf.add(tensor([9000, 8], 1), 30);
      const { y, mean, variance } = batchNormTrain(
        x,
        tensor([8], 2) as tf.Tensor1D,
        tensor([8], 3) as tf.Tensor1D,
        1e-5,
      );
      return [y, mean, variance];
    }, 1e-4);
  });

  it('relu and its gradient, at 0 too', async () => {
    await agree(() => {
      const x = tf.concat([tensor([37], 5), tf.zeros([3])]);
      return [relu(x), ...tf.grads((a: tf.Tensor) => total(relu(a)))([x])];
    }, 1e-12);
  });

  it('cross-entropy and KL divergence, per example, with gradients', async () => {
    await fc.assert(
      fc.asyncProperty(
        extent(6),
        extent(12),
        fc.constantFrom(1, 20),
        seed,
        async (batch, classes, size, s) => {
          await agree(() => {
            const a = tf.mul(tensor([batch, classes], s), size) as tf.Tensor2D;
            const b = tf.mul(tensor([batch, classes], s + 1), size) as tf.Tensor2D;
            const labels = tf.softmax(tensor([batch, classes], s + 2)) as tf.Tensor2D;
            return [
              softmaxCrossEntropy(a, labels),
              klDivergence(a, b),
              ...tf.grads((x: tf.Tensor) => total(softmaxCrossEntropy(x as tf.Tensor2D, labels)))([
                a,
              ]),
              ...tf.grads((x: tf.Tensor, y: tf.Tensor) =>
                total(klDivergence(x as tf.Tensor2D, y as tf.Tensor2D)),
              )([a, b]),
            ];
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are finite for logits of 1e4', async () => {
    const result = await onBoth(() => {
      const logits = tf.tensor2d([[1e4, -1e4, 0]]);
      return [
        softmaxCrossEntropy(logits, tf.tensor2d([[0, 1, 0]])),
        klDivergence(logits, tf.neg(logits)),
      ];
    });
    expect(result.wasm.flatMap(({ values }) => [...values]).every(Number.isFinite)).toBe(true);
    expect(difference(result.cpu, result.wasm)).toBeLessThan(1e-5);
  });
});

describe('what training needs besides, on wasm', () => {
  it('the gradient of gather, along each axis, with repeated indices', async () => {
    await fc.assert(
      fc.asyncProperty(
        extent(4),
        extent(4),
        extent(4),
        fc.integer({ min: 0, max: 2 }),
        seed,
        async (a, b, c, axis, s) => {
          await agree(() => {
            const x = tensor([a, b, c], s);
            const indices = tf.tensor1d(
              Array.from({ length: 6 }, (_, i) => (s + i * i) % x.shape[axis]!),
              'int32',
            );
            return tf.grads((v: tf.Tensor) => total(tf.square(tf.gather(v, indices, axis))))([x]);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('sums over segments, dropping ids out of range', async () => {
    const result = await onBoth(() => [
      tf.unsortedSegmentSum(tensor([4, 3], 1), tf.tensor1d([0, 2, 0, 7], 'int32'), 3),
    ]);
    expect(difference(result.cpu, result.wasm)).toBeLessThan(1e-6);
  });

  it('products of matrices, batched and transposed, with gradients', async () => {
    await fc.assert(
      fc.asyncProperty(
        extent(9),
        extent(9),
        extent(19),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom([1, 1], [3, 3], [1, 3], [3, 1]),
        seed,
        async (m, k, n, ta, tb, [p, q], s) => {
          await agree(() => {
            const a = tensor([p!, ...(ta ? [k, m] : [m, k])], s);
            const b = tensor([q!, ...(tb ? [n, k] : [k, n])], s + 1);
            const product = tf.matMul(a, b, ta, tb);
            return p === q
              ? [
                  product,
                  ...tf.grads((x: tf.Tensor, y: tf.Tensor) => total(tf.matMul(x, y, ta, tb)))([
                    a,
                    b,
                  ]),
                ]
              : [product];
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(['ij,jk->ik', 'bij,bkj->bik', 'ij->ji', 'ij,ij->i', 'bhid,bhjd->bhij'])(
    'einsum %s',
    async (equation) => {
      const [inputs] = equation.split('->');
      const extents: Record<string, number> = { i: 3, j: 4, k: 5, b: 2, h: 2, d: 3 };
      await agree(() => [
        tf.einsum(
          equation,
          ...inputs!.split(',').map((term, i) =>
            tensor(
              [...term].map((letter) => extents[letter]!),
              i,
            ),
          ),
        ),
      ]);
    },
  );
});

describe('kernels that are faster here, on wasm', () => {
  const shapes = fc.array(extent(5), { minLength: 1, maxLength: 5 });

  it('sums and means over any axes', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        fc.boolean(),
        seed,
        async (shape, chosen, keep, s) => {
          const axes = shape.map((_, i) => i).filter((i) => chosen[i]);
          await agree(() => {
            const x = tensor(shape, s);
            return [
              tf.sum(x, axes, keep),
              tf.mean(x, axes, keep),
              tf.sum(tf.cast(tf.mul(x, 9), 'int32'), axes, keep),
            ];
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sums many rows and long rows', async () => {
    await agree(() => [
      tf.sum(tensor([3000, 7], 1), 0),
      tf.sum(tensor([3, 5000], 2), 1),
      tf.mean(tensor([4, 9, 9, 5], 3), [1, 2]),
    ]);
  });

  it('blocks of tensors, of every type', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(extent(4), fc.nat(3), fc.nat(4)), { minLength: 1, maxLength: 5 }),
        seed,
        async (axes, s) => {
          const shape = axes.map(([extent]) => extent);
          const begin = axes.map(([extent, at]) => Math.min(at, extent - 1));
          const size = axes.map(([extent, , length], i) => Math.min(length, extent - begin[i]!));
          await agree(() => {
            const x = tensor(shape, s);
            return [x, tf.cast(tf.mul(x, 9), 'int32'), tf.greater(x, 0)].map((each) =>
              tf.slice(each, begin, size),
            );
          }, 1e-12);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a clone outlives what it was made of', async () => {
    await agree(() => {
      const x = tensor([5], 1);
      const copy = tf.clone(x);
      x.dispose();
      return [tf.add(copy, tensor([5], 2))];
    }, 1e-12);
  });
});
