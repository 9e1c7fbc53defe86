import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The nearest point of the simplex, [n]: max(v - t, 0) with the t for which it sums to 1. */
export function projectToSimplex(v: Tensor1D): Tensor1D {
  // For every set S the threshold (sum_S v - 1) / |S| is at most t, and t is that of one of the
  // sets "all at least v_k": so t is the largest of them.
  const inSet = tf.cast(tf.greaterEqual(tf.expandDims(v, 0), tf.expandDims(v, 1)), 'float32');
  const thresholds = tf.div(
    tf.sub(tf.sum(tf.mul(inSet, tf.expandDims(v, 0)), 1), 1),
    tf.sum(inSet, 1),
  );
  return tf.relu(tf.sub(v, tf.max(thresholds))) as Tensor1D;
}

/**
 * The a on the simplex, [peers], that minimises mean_b CE(sum_i a_i z_i, y): projected gradient
 * from the uniform point, `steps` times, with the step 1 / sum_i mean_b Var_p(z_i - mean_j z_j), p
 * = softmax(sum_i a_i z_i), which bounds the curvature within the simplex at that point; the best
 * point met.
 * A convex problem; our way to solve it, for the source does not say its own. Logits z of each peer
 * and labels y: [batch, classes].
 */
export function simplexWeights(
  logits: readonly Tensor2D[],
  labels: Tensor2D,
  steps: number,
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
    const logP = tf.logSoftmax(z);
    return {
      p: tf.exp(logP) as Tensor2D,
      loss: tf.neg(tf.mean(tf.sum(tf.mul(labels, logP), 1))) as Scalar,
    };
  };
  let a = tf.fill([count], 1 / count) as Tensor1D;
  let { p, loss } = at(a);
  let best: { readonly a: Tensor; readonly loss: Scalar } = { a, loss };
  for (let step = 0; step < steps; step++) {
    const residual = tf.reshape(tf.div(tf.sub(p, labels), batch), [batch * classes, 1]) as Tensor2D;
    const gradient = tf.reshape(tf.matMul(flat, residual), [count]);
    const weighted = tf.mul(centred, p);
    const variance = tf.sub(tf.sum(tf.mul(weighted, centred), 2), tf.square(tf.sum(weighted, 2)));
    const curvature = tf.div(tf.sum(variance), batch);
    a = projectToSimplex(tf.sub(a, tf.div(gradient, tf.add(curvature, 1e-6))) as Tensor1D);
    ({ p, loss } = at(a));
    const better = tf.less(loss, best.loss);
    best = { a: tf.where(better, a, best.a), loss: tf.where(better, loss, best.loss) as Scalar };
  }
  return best.a as Tensor1D;
}
