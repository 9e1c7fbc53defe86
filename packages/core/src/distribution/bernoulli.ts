import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { categorical } from './categorical.ts';
import type { Distribution } from './distribution.ts';

const smallest = 1e-30;

// A bit with the logit z equals a two-class distribution with the logits (z, 0). So the losses are
// the two-class losses, with their kernels and precision, summed over the bits.

/** (z, 0) for every output, [batch x K, 2]. */
const twoClasses = (logits: Tensor2D): Tensor2D =>
  tf.reshape(tf.stack([logits, tf.zerosLike(logits)], 2), [-1, 2]);
/** (y, 1 - y) for every output, [batch x K, 2]. */
const twoShares = (targets: Tensor2D): Tensor2D =>
  tf.reshape(tf.stack([targets, tf.sub(1, targets)], 2), [-1, 2]);
const overOutputs = (values: Tensor1D, { shape }: Tensor2D): Tensor1D =>
  tf.sum(tf.reshape(values, shape), 1);

/** K independent bits: p_k = sigmoid(z_k). */
export const bernoulli: Distribution = {
  name: 'bernoulli',
  mean: (logits) => tf.sigmoid(logits),
  logits: (mean) =>
    tf.sub(
      tf.log(tf.maximum(mean, smallest)),
      tf.log(tf.maximum(tf.sub(1, mean), smallest)),
    ) as Tensor2D,
  ce: (logits, targets) =>
    overOutputs(categorical.ce(twoClasses(logits), twoShares(targets)), logits),
  kl: (from, to) => overOutputs(categorical.kl(twoClasses(from), twoClasses(to)), from),
  smoothed: (targets, e) => tf.add(tf.mul(targets, 1 - e), e / 2) as Tensor2D,
  ensemble(logits, temperature) {
    const [first] = logits;
    if (logits.length === 1) return first!;
    const both = categorical.ensemble(logits.map(twoClasses), temperature);
    const [one, zero] = tf.unstack(both, 1) as [Tensor1D, Tensor1D];
    return tf.reshape(tf.sub(one, zero), first!.shape);
  },
  curvature(logits, direction) {
    const p = tf.sigmoid(logits);
    return tf.sum(tf.mul(tf.mul(p, tf.sub(1, p)), tf.square(direction)), 1);
  },
  right: (logits, targets) =>
    tf.mean(tf.cast(tf.equal(isOne(logits, 0), isOne(targets, 0.5)), 'float32'), 1),
  hostMean: (logits) => logits.map((z) => 1 / (1 + Math.exp(-z))),
};

const isOne = (values: Tensor, threshold: number) =>
  tf.cast(tf.greaterEqual(values, threshold), 'int32');
