import type { Backbone, Scope } from '@codistill/core';
import type { Rank } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * How many parameters a backbone has for images of 32x32x3, without drawing their values. An empty
 * batch costs nothing to compute; where it cannot be, one image.
 */
export function countParameters(backbone: Backbone, classes: number): number {
  try {
    return countWith(backbone, classes, 0);
  } catch {
    return countWith(backbone, classes, 1);
  }
}

function countWith(backbone: Backbone, classes: number, batch: number): number {
  let count = 0;
  const zeros = (_name: string, shape: readonly number[]) => tf.zeros([...shape]);
  const scope: Scope = {
    training: false,
    random: { uniform: zeros, normal: zeros },
    at: () => scope,
    param: (_name, shape) => {
      count += shape.reduce((a, b) => a * b, 1);
      return tf.zeros([...shape]);
    },
    stat: (_name, shape) => tf.zeros([...shape]),
    setStat: () => {},
  };
  tf.tidy(() => {
    backbone.forward(scope, tf.zeros<Rank.R4>([batch, 32, 32, 3]), classes);
  });
  return count;
}
