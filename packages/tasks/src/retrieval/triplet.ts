import type { Loss, Prediction } from '@codistill/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { noEmbedding } from '../errors.ts';

/** The Euclidean distances of all pairs of rows of x, [batch, d], as [batch, batch]. */
export function distances(x: Tensor2D): Tensor2D {
  const squares = tf.sum(tf.square(x), 1, true);
  const products = tf.matMul(x, x, false, true);
  const d2 = tf.add(tf.sub(squares, tf.mul(products, 2)), tf.transpose(squares));
  // The gradient of the root is infinite at 0, the distance of a row to itself.
  return tf.sqrt(tf.maximum(d2, 1e-12)) as Tensor2D;
}

/**
 * The batch-hard triplet loss of each example, [batch], on the embeddings f, [batch, d]:
 *
 *     l_a = max(0, m + max_p |f_a - f_p| - min_n |f_a - f_n|)
 *
 * p are the other examples with the target of a, and n are those with another target. m is the
 * margin. With `soft`, softplus replaces max(0, m + ...). An example without a positive or a
 * negative in the batch adds 0.
 * Source: Hermans, Beyer and Leibe 2017, arXiv 1703.07737, equation 5.
 * @throws InputError (from `perExample`) if the network has no embedding.
 */
export function triplet(options: { readonly margin: number; readonly soft: boolean }): Loss {
  const { margin, soft } = options;
  return {
    name: 'triplet',
    formula: soft
      ? 'softplus(max_p |f - f_p| - min_n |f - f_n|)'
      : `max(0, ${margin} + max_p |f - f_p| - min_n |f - f_n|)`,
    perExample: (student, _target, targets) => hardest(student, targets, margin, soft),
  };
}

function hardest(
  { embedding }: Prediction,
  targets: Tensor2D,
  margin: number,
  soft: boolean,
): Tensor1D {
  if (!embedding) throw noEmbedding();
  const batch = embedding.shape[0];
  const d = distances(embedding);
  const labels = tf.argMax(targets, 1);
  const same = tf.equal(tf.expandDims(labels, 1), tf.expandDims(labels, 0));
  const self = tf.cast(tf.eye(batch), 'bool');
  const positive = tf.logicalAnd(same, tf.logicalNot(self));
  const negative = tf.logicalNot(same);
  const far = 1e9;
  const farthest = tf.max(tf.where(positive, d, tf.fill([batch, batch], -far)), 1);
  const nearest = tf.min(tf.where(negative, d, tf.fill([batch, batch], far)), 1);
  const has = tf.logicalAnd(tf.any(positive, 1), tf.any(negative, 1));
  const gap = tf.where(has, tf.sub(farthest, nearest), tf.zeros([batch]));
  const loss = soft ? tf.softplus(gap) : tf.relu(tf.add(gap, margin));
  return tf.mul(loss, tf.cast(has, 'float32')) as Tensor1D;
}
