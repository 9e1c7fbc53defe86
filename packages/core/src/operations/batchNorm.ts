import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { registerOperation, runOperation } from './register.ts';

/**
 * Batch normalization of a training step over all axes but the last: y = scale (x - m) / sqrt(v +
 * epsilon) + offset, of the shape of x [..., channels]. `scale` and `offset` are [channels]. m and
 * v are the mean and the biased variance of this batch, [channels] each; they carry no gradient.
 * `epsilon` must be positive. Source: Ioffe and Szegedy 2015.
 */
export function batchNormTrain(
  x: Tensor,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
): { readonly y: Tensor; readonly mean: Tensor1D; readonly variance: Tensor1D } {
  const [y, mean, variance] = runOperation('BatchNormTrain', { x, scale, offset }, { epsilon });
  return { y: y!, mean: mean as Tensor1D, variance: variance as Tensor1D };
}

// An engine's gradient receives the outputs after y, mean and variance again.
registerOperation({
  name: 'BatchNormTrain',
  inputs: ['x', 'scale', 'offset'],
  outputs: 6,
  composite: ({ x, scale, offset }, { epsilon }) => {
    const { mean, variance } = tf.moments(x!, axesOf(x!));
    const y = tf.add(
      tf.mul(tf.sub(x!, mean), tf.mul(tf.rsqrt(tf.add(variance, epsilon as number)), scale!)),
      offset!,
    );
    return [y, mean, variance, tf.clone(mean), tf.clone(variance), tf.scalar(0)];
  },
  gradient: (dy, { x, scale }, [, , , first, second, third], { epsilon }) => {
    const [dx, dscale, doffset] = runOperation(
      'BatchNormTrainGrad',
      { dy, x: x!, scale: scale!, first: first!, second: second!, third: third! },
      { epsilon },
    );
    return { x: () => dx!, scale: () => dscale!, offset: () => doffset! };
  },
});

registerOperation({
  name: 'BatchNormTrainGrad',
  inputs: ['dy', 'x', 'scale', 'first', 'second', 'third'],
  outputs: 3,
  composite: ({ dy, x, scale, first, second }, { epsilon }) => {
    const axes = axesOf(x!);
    const count = axes.reduce((size, axis) => size * x!.shape[axis]!, 1);
    const inverse = tf.rsqrt(tf.add(second!, epsilon as number));
    const normal = tf.mul(tf.sub(x!, first!), inverse);
    const doffset = tf.sum(dy!, axes);
    const dscale = tf.sum(tf.mul(dy!, normal), axes);
    const centred = tf.sub(dy!, tf.div(tf.add(doffset, tf.mul(normal, dscale)), count));
    return [tf.mul(centred, tf.mul(inverse, scale!)), dscale, doffset];
  },
});

const axesOf = (x: Tensor) => Array.from({ length: x.rank - 1 }, (_, axis) => axis);
