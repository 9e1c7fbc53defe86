import type { Backbone } from '@codistill/core';
import { applyScope } from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkTensors } from '../index.ts';
import { pixelsOf } from './pixels.ts';

/** The deployed logits of a network for the two images of `pixelsOf`, in evaluation. */
export const logitsOf = (
  backbone: Backbone,
  { params, stats }: NetworkTensors,
  side: number,
  classes: number,
): Float32Array =>
  tf.tidy(() => {
    const on = (tensors: NetworkTensors['params']) =>
      Object.fromEntries(
        Object.entries(tensors).map(([key, { data, shape }]) => [key, tf.tensor(data, [...shape])]),
      );
    const zeros = (_name: string, shape: readonly number[]) => tf.zeros([...shape]);
    const { scope } = applyScope('a', { params: on(params), stats: on(stats) }, false, () => ({
      uniform: zeros,
      normal: zeros,
    }));
    const heads = backbone.forward(scope, pixelsOf(side), classes);
    return heads[backbone.deployed]!.logits.dataSync() as Float32Array;
  });

/** The largest difference from expected values, relative to the largest of these. */
export function relativeError(found: Float32Array, expected: readonly number[]): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const differences = expected.map((value, i) => Math.abs(value - found[i]!));
  return differences.reduce((most, value) => Math.max(most, value), 0) / largest;
}
