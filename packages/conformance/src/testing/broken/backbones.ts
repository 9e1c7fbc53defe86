import { defineBackbone, type Scope } from '@codistill/core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { about } from './about.ts';

const dense = (scope: Scope, x: Tensor2D, units: number) =>
  tf.matMul(
    x,
    scope.param('kernel', [x.shape[1], units], ([rows, columns], rng) =>
      Float32Array.from({ length: rows! * columns! }, () => rng.normal()),
    ) as Tensor2D,
  ) as Tensor2D;
const flat = (images: Tensor4D) => tf.reshape(images, [images.shape[0], -1]) as Tensor2D;
export const unusedParameter = defineBackbone({
  id: 'unused-parameter',
  about,
  create: () => ({
    heads: ['out'],
    deployed: 'out',
    forward(scope, images, classes) {
      scope.param('forgotten', [3], () => new Float32Array(3));
      return { out: { logits: dense(scope, flat(images), classes) } };
    },
  }),
});
export const looksAtOthers = defineBackbone({
  id: 'looks-at-others',
  about,
  create: () => ({
    heads: ['out'],
    deployed: 'out',
    forward: (scope, images, classes) => ({
      out: {
        logits: dense(
          scope,
          tf.sub(flat(images), tf.mean(flat(images), 0, true)) as Tensor2D,
          classes,
        ),
      },
    }),
  }),
});
export const missingHead = defineBackbone({
  id: 'missing-head',
  about,
  create: () => ({
    heads: ['out', 'other'],
    deployed: 'out',
    forward: (scope, images, classes) => ({ out: { logits: dense(scope, flat(images), classes) } }),
  }),
});
