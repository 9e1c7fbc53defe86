import { type Backbone, type Named, softmaxCrossEntropy } from '@codistill/core';
import { applyScope, valueAndGrad } from '@codistill/core/engine';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { randomOf } from '../tools/trace.ts';
import { classes, type ImageShape, imagesOf, initialState } from './look.ts';

/**
 * Declares the test that every parameter learns, from the logits or from the features. Some
 * networks have parameters in their last block that only the features depend on.
 */
export function describeGradients(backbone: Backbone, imageShape: ImageShape): void {
  it('gives every parameter a gradient in some of 20 steps', () => {
    expect(parametersWithoutGradient(backbone, imageShape)).toEqual([]);
  });
}

/**
 * The names of the parameters whose gradient was 0 in each of up to 20 steps of gradient descent.
 */
function parametersWithoutGradient(backbone: Backbone, imageShape: ImageShape): readonly string[] {
  let left: readonly string[] = [];
  tf.tidy(() => {
    const start = initialState(backbone, imageShape, classes);
    let params: Named<Tensor> = start.params;
    left = Object.keys(params);
    for (let step = 0; step < 20 && left.length > 0; step++) {
      params = tf.tidy(() => {
        const images = imagesOf(4, imageShape, 100 + step);
        const labels = tf.cast(
          tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), classes),
          'float32',
        ) as Tensor2D;
        const { grads } = valueAndGrad(() => {
          const heads = backbone.forward(
            applyScope('a', { params, stats: start.stats }, true, randomOf(1, step)).scope,
            images,
            classes,
          );
          const costs = backbone.heads.flatMap((head) => {
            const { logits, features } = heads[head]!;
            const cost = tf.mean(softmaxCrossEntropy(logits, labels));
            return features ? [cost, tf.mul(0.1, tf.mean(tf.square(features)))] : [cost];
          });
          return { loss: tf.addN(costs) as Scalar, aux: {} };
        }, params);
        left = left.filter((name) => grads[name]!.dataSync().every((value) => value === 0));
        return Object.fromEntries(
          Object.entries(params).map(([name, value]) => [
            name,
            tf.sub(value, tf.mul(0.02, grads[name]!)),
          ]),
        );
      });
    }
  });
  return left;
}
