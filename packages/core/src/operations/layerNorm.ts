import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { registerOperation, runOperation } from './register.ts';

/**
 * Layer normalization over the last axis: scale (x - m) / sqrt(v + epsilon) + offset, of the shape of
 * x [..., channels], with the mean m and the biased variance v of each position. `scale` and `offset`
 * are [channels]; `epsilon` must be positive. Source: Ba, Kiros and Hinton 2016.
 */
export const layerNormalization = <T extends Tensor>(
  x: T,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
): T => runOperation('LayerNorm', { x, scale, offset }, { epsilon })[0] as T;

// The outputs after y are the mean and 1 / sqrt(v + epsilon) of each position.
registerOperation({
  name: 'LayerNorm',
  inputs: ['x', 'scale', 'offset'],
  outputs: 3,
  composite({ x, scale, offset }, { epsilon }) {
    const { mean, variance } = tf.moments(x!, -1, true);
    const inverse = tf.rsqrt(tf.add(variance, epsilon as number));
    const y = tf.add(tf.mul(tf.mul(tf.sub(x!, mean), inverse), scale!), offset!);
    return [y, ...[mean, inverse].map((each) => tf.squeeze(each, [x!.rank - 1]))];
  },
  gradient(dy, { x, scale }, [, mean, inverse]) {
    const [dx, dscale, doffset] = runOperation('LayerNormGrad', {
      dy,
      x: x!,
      scale: scale!,
      mean: mean!,
      inverse: inverse!,
    });
    return { x: () => dx!, scale: () => dscale!, offset: () => doffset! };
  },
});

registerOperation({
  name: 'LayerNormGrad',
  inputs: ['dy', 'x', 'scale', 'mean', 'inverse'],
  outputs: 3,
  composite({ dy, x, scale, ...rows }) {
    const [mean, inverse] = [rows['mean']!, rows['inverse']!].map((each) =>
      tf.expandDims(each, each.rank),
    );
    const axes = Array.from({ length: x!.rank - 1 }, (_, axis) => axis);
    const normal = tf.mul(tf.sub(x!, mean!), inverse!);
    const before = tf.mul(dy!, scale!);
    const centred = tf.sub(
      tf.sub(before, tf.mean(before, -1, true)),
      tf.mul(normal, tf.mean(tf.mul(before, normal), -1, true)),
    );
    return [tf.mul(centred, inverse!), tf.sum(tf.mul(dy!, normal), axes), tf.sum(dy!, axes)];
  },
});
