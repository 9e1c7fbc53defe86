import type { Distribution } from '@codistill/core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The nearest point to v, [n], on the simplex: max(v - t, 0) with the t for which it sums to 1. */
export function projectToSimplex(v: Tensor1D): Tensor1D {
  // For every set S, the threshold (sum_S v - 1) / |S| is at most t. One of the sets "all elements
  // that are at least v_k" attains t, so t is the largest of their thresholds.
  const inSet = tf.cast(tf.greaterEqual(tf.expandDims(v, 0), tf.expandDims(v, 1)), 'float32');
  const thresholds = tf.div(
    tf.sub(tf.sum(tf.mul(inSet, tf.expandDims(v, 0)), 1), 1),
    tf.sum(inSet, 1),
  );
  return tf.relu(tf.sub(v, tf.max(thresholds))) as Tensor1D;
}

/**
 * The weights a on the simplex, [peers], that minimize mean_b ce(sum_i a_i z_i, y).
 *
 * Projected gradient descent takes `steps` steps from the uniform point and returns the best point
 * that it visits. The step size is 1 / sum_i mean_b Var_p(z_i - mean_j z_j) with p = softmax(sum_i
 * a_i z_i), which bounds the curvature within the simplex at that point. The problem is convex. The
 * source does not say how it solves it; this method is ours.
 *
 * Each element of `logits` and `labels` are [batch, classes].
 */
export function simplexWeights(
  logits: readonly Tensor2D[],
  labels: Tensor2D,
  steps: number,
  distribution: Distribution,
): Tensor1D {
  const count = logits.length;
  const [batch, classes] = labels.shape;
  const all = tf.stack([...logits]);
  const flat = tf.reshape(all, [count, batch * classes]) as Tensor2D;
  const centred = tf.sub(all, tf.mean(all, 0, true));
  const at = (a: Tensor1D) => {
    const z = tf.reshape(tf.matMul(tf.expandDims(a, 0) as Tensor2D, flat), [
      batch,
      classes,
    ]) as Tensor2D;
    return pointAt(z, labels, distribution);
  };
  let a = tf.fill([count], 1 / count) as Tensor1D;
  let { z, p, loss } = at(a);
  let best: { readonly a: Tensor; readonly loss: Scalar } = { a, loss };
  for (let step = 0; step < steps; step++) {
    const residual = tf.reshape(tf.div(tf.sub(p, labels), batch), [batch * classes, 1]) as Tensor2D;
    const gradient = tf.reshape(tf.matMul(flat, residual), [count]);
    const curvature = tf.div(curvatureAt({ z, p }, centred, distribution), batch);
    a = projectToSimplex(tf.sub(a, tf.div(gradient, tf.add(curvature, 1e-6))) as Tensor1D);
    ({ z, p, loss } = at(a));
    const better = tf.less(loss, best.loss);
    best = { a: tf.where(better, a, best.a), loss: tf.where(better, loss, best.loss) as Scalar };
  }
  return best.a as Tensor1D;
}

interface Point {
  /** The logits of the combination, [batch, K]. */
  readonly z: Tensor2D;
  /** Their mean, [batch, K]: probabilities, except for gaussian. */
  readonly p: Tensor2D;
  /** The mean of `ce` over the batch. */
  readonly loss: Scalar;
}

function pointAt(z: Tensor2D, labels: Tensor2D, distribution: Distribution): Point {
  if (distribution.name !== 'categorical')
    return { z, p: distribution.mean(z), loss: tf.mean(distribution.ce(z, labels)) };
  // Both results share one logarithm.
  const logP = tf.logSoftmax(z);
  return {
    z,
    p: tf.exp(logP),
    loss: tf.neg(tf.mean(tf.sum(tf.mul(labels, logP), 1))) as Scalar,
  };
}

/** The curvature of `ce`, summed over the batch and the directions, [peers, batch, K]. */
function curvatureAt(
  { z, p }: Pick<Point, 'z' | 'p'>,
  directions: Tensor,
  distribution: Distribution,
): Tensor {
  if (distribution.name !== 'categorical')
    return tf.sum(
      tf.stack(
        tf.unstack(directions).map((direction) => distribution.curvature(z, direction as Tensor2D)),
      ),
    );
  // All directions are computed at once.
  const weighted = tf.mul(directions, p);
  return tf.sum(tf.sub(tf.sum(tf.mul(weighted, directions), 2), tf.square(tf.sum(weighted, 2))));
}
