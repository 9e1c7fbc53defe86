import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { attributesOf, type NodeBackend } from '../engine/backend.ts';
import { kernel } from './kernel.ts';

/**
 * `BatchNormTrain` by FusedBatchNormV3: y, mean, biased variance, and the three outputs that its
 * gradient needs. TensorFlow's second output is the unbiased variance, and the meaning of the
 * others depends on the device.
 */
export const batchNormTrain = kernel(
  'BatchNormTrain',
  ({ x, scale, offset }, { epsilon }, backend) => {
    const empty = tf.tensor1d([], 'float32');
    const image = asImage(x!);
    const outputs = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      fused(backend, epsilon as number),
      [image, scale, offset, empty, empty],
      6,
    );
    const [y, mean, unbiased, first, second, third] = outputs as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const count = x!.size / x!.shape.at(-1)!;
    const variance = count > 1 ? tf.mul(unbiased, (count - 1) / count) : unbiased;
    return [tf.reshape(y, x!.shape), mean, variance, first, second, third];
  },
);

export const batchNormTrainGrad = kernel(
  'BatchNormTrainGrad',
  ({ dy, x, scale, first, second, third }, { epsilon }, backend) => {
    const inputs = [asImage(dy!), asImage(x!), scale, first, second, third];
    const [dx, dscale, doffset] = backend.executeMultipleOutputs(
      'FusedBatchNormGradV3',
      fused(backend, epsilon as number),
      inputs,
      5,
    );
    return [tf.reshape(dx!, x!.shape), dscale!, doffset!];
  },
);

/** The operation expects images: [batch, height, width, channels]. */
const asImage = (x: Tensor): Tensor =>
  x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, x.shape.at(-1)!]);

function fused(backend: NodeBackend, epsilon: number) {
  const { float32, real, text, flag } = attributesOf(backend.binding);
  return [
    float32('T'),
    float32('U'),
    real('epsilon', epsilon),
    text('data_format', 'NHWC'),
    flag('is_training', true),
  ];
}
