import type { Backbone } from '@codistill/core';
import { initScope } from '@codistill/core/engine';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { classes, type ImageShape } from './look.ts';

/** Whether `recompute: 'blocks'` finds blocks in a backbone. */
export function hasBlocks(backbone: Backbone, imageShape: ImageShape): boolean {
  const { scope, blocks } = initScope('a', 1);
  tf.tidy(() => {
    backbone.forward(scope, tf.zeros([2, ...imageShape]) as Tensor4D, classes);
  });
  return blocks() > 0;
}
