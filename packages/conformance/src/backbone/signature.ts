import { type Backbone, InputError } from '@codistill/core';
import { applyScope, valueAndGrad } from '@codistill/core/engine';
import type { Scalar } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { randomOf } from '../tools/trace.ts';
import { classes, type ImageShape, imagesOf, initialState, look } from './look.ts';

/**
 * The heads, the shapes of parameters, the predictions in training and in evaluation, and the
 * gradients. Only the heads, if the backbone rejects images of this shape.
 */
export function signatureOf(backbone: Backbone, imageShape: ImageShape): unknown {
  const { heads, deployed } = backbone;
  let signature: unknown = { heads, deployed };
  try {
    tf.tidy(() => {
      const { params, stats } = initialState(backbone, imageShape, classes);
      const shapes = Object.entries({ ...params, ...stats }).map(
        ([name, { shape }]) => `${name} [${shape}]`,
      );
      const predictions = [true, false].map((training) =>
        Object.entries(look(backbone, { imageShape, training }).heads).map(
          ([name, { logits, features }]) => [name, [...logits], features],
        ),
      );
      signature = {
        heads,
        deployed,
        shapes,
        predictions,
        gradient: gradientSum(backbone, imageShape),
      };
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return signature;
}

/**
 * The sum of the absolute values of all gradients. Some options, such as the factor of a gradient,
 * have no other visible effect.
 */
function gradientSum(backbone: Backbone, imageShape: ImageShape): number {
  const { params, stats } = initialState(backbone, imageShape, classes);
  const images = imagesOf(2, imageShape, 5);
  const { grads } = valueAndGrad(() => {
    const heads = backbone.forward(
      applyScope('a', { params, stats }, true, randomOf(1)).scope,
      images,
      classes,
    );
    return {
      loss: tf.addN(
        backbone.heads.map((head) => tf.mean(tf.square(heads[head]!.logits))),
      ) as Scalar,
      aux: {},
    };
  }, params);
  return Object.values(grads).reduce(
    (sum, grad) => sum + (tf.sum(tf.abs(grad)).dataSync()[0] ?? 0),
    0,
  );
}
