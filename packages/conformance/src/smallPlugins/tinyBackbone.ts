import {
  batchNormTrain,
  defineBackbone,
  type Initializer,
  type Prediction,
  relu,
  type Scope,
} from '@codistill/core';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const normal: Initializer = (shape, rng) => {
  const scale = Math.sqrt(2 / product(shape.slice(0, -1)));
  return Float32Array.from({ length: product(shape) }, () => scale * rng.normal());
};
const constantly =
  (value: number): Initializer =>
  (shape) =>
    new Float32Array(product(shape)).fill(value);

/**
 * Three stages of a convolution with batch norm, for images of at least 4x4. Its heads are one
 * classifier, an exit after each stage, or gated branches.
 */
export const tiny = defineBackbone({
  id: 'conformance-tiny',
  about: 'A network as small as can be, of any structure that strategies ask for.',
  options: z.object({
    width: z.number().int().positive().default(4).describe('Channels.'),
    heads: z.enum(['one', 'exits', 'branches']).default('one').describe('What it predicts with.'),
  }),
  create({ width, heads: structure }) {
    const heads = {
      one: ['out'],
      exits: ['exit1', 'exit2', 'exit3'],
      branches: ['branch1', 'branch2', 'branch3', 'ensemble'],
    }[structure];
    return {
      heads,
      deployed: heads.at(-1)!,
      forward(scope, images, classes) {
        let x: Tensor4D = images;
        const stages = [0, 1, 2].map((i) => {
          x = stage(scope.at(`stage${i + 1}`), x, width, i === 0 ? 1 : 2);
          return x;
        });
        const end = (name: string, map: Tensor4D): Prediction => ({
          logits: classifier(scope.at(name), pooled(map), classes),
          features: map,
        });
        if (structure === 'one') return { out: { ...end('out', x), stages } };
        if (structure === 'exits') {
          // Early exits pool their maps to the last one's grid, as in the backbone `exits`.
          const maps = stages.map((map, i) =>
            i === 2 ? map : stage(scope.at(heads[i]!).at('narrow'), map, width, 2 ** (2 - i)),
          );
          return Object.fromEntries(heads.map((name, i) => [name, end(name, maps[i]!)]));
        }
        const branches = heads
          .slice(0, 3)
          .map((name) => end(name, stage(scope.at(name).at('own'), x, width, 1)));
        const gate = tf.softmax(classifier(scope.at('gate'), pooled(x), 3)) as Tensor2D;
        const stacked = tf.stack(
          branches.map(({ logits }) => logits),
          1,
        );
        const logits = tf.sum(tf.mul(stacked, tf.expandDims(gate, 2)), 1) as Tensor2D;
        return {
          ...Object.fromEntries(branches.map((branch, i) => [heads[i]!, branch])),
          ensemble: { logits, extras: { gate } },
        };
      },
    };
  },
});

const pooled = (x: Tensor4D) => tf.mean(x, [1, 2]) as Tensor2D;

const classifier = (scope: Scope, x: Tensor2D, units: number) =>
  tf.add(
    tf.matMul(x, scope.param('kernel', [x.shape[1], units], normal) as Tensor2D),
    scope.param('bias', [units], constantly(0)),
  ) as Tensor2D;

function stage(scope: Scope, x: Tensor4D, width: number, stride: number): Tensor4D {
  const y = tf.conv2d(
    x,
    scope.param('kernel', [3, 3, x.shape[3], width], normal) as Tensor4D,
    stride,
    'same',
  );
  const [scale, offset] = [
    scope.param('scale', [width], constantly(1)),
    scope.param('offset', [width], constantly(0.1)),
  ] as [Tensor1D, Tensor1D];
  const [mean, variance] = [
    scope.stat('mean', [width], constantly(0)),
    scope.stat('variance', [width], constantly(1)),
  ] as [Tensor1D, Tensor1D];
  if (!scope.training)
    return relu(
      tf.add(tf.mul(tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, 1e-5))), scale), offset),
    ) as Tensor4D;
  const rows = tf.reshape(y, [-1, width]) as Tensor2D;
  const now = batchNormTrain(rows, scale, offset, 1e-5);
  scope.setStat('mean', moved(mean, now.mean));
  scope.setStat('variance', moved(variance, now.variance));
  return relu(tf.reshape(now.y, y.shape)) as Tensor4D;
}

const moved = (old: Tensor, now: Tensor) => tf.add(tf.mul(old, 0.9), tf.mul(now, 0.1));
