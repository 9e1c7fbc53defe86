import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** The meaning of a network's outputs: one of K classes, K bits, or K numbers. */
export type DistributionName = 'categorical' | 'bernoulli' | 'gaussian';

/**
 * The meaning of logits z, [batch, K]: the exponential-family distribution that they parametrize.
 * Its log-partition A defines every loss, with targets y, [batch, K]:
 *
 *     mean(z) = A'(z)
 *     ce(z, y) = A(z) - y z + c(y)
 *     kl(t || s) = A(s) - A(t) - (s - t) mean(t)
 *
 * |             | A(z)               | mean(z)    | y                         |
 * |-------------|--------------------|------------|---------------------------|
 * | categorical | log sum_k exp z_k  | softmax(z) | rows that sum to 1        |
 * | bernoulli   | sum_k softplus z_k | sigmoid(z) | every output in [0, 1]    |
 * | gaussian    | |z|^2 / 2          | z          | standardized numbers      |
 *
 * Losses are sums over the K outputs. The functions on tensors run on the engine, within a step.
 */
export interface Distribution {
  readonly name: DistributionName;
  /** A'(z), [batch, K]: probabilities, or the logits themselves for gaussian. */
  mean(logits: Tensor2D): Tensor2D;
  /**
   * Logits, [batch, K], with the given mean. Probabilities below 1e-30 count as 1e-30, so that the
   * logits are finite.
   */
  logits(mean: Tensor2D): Tensor2D;
  /** The cross-entropy of each example, [batch], with gradients in both arguments. */
  ce(logits: Tensor2D, targets: Tensor2D): Tensor1D;
  /**
   * KL(from || to) of each example, [batch], at least 0, with gradients in both arguments. The
   * rounding error is relative to the divergence, even if both are close, as at high temperatures.
   */
  kl(from: Tensor2D, to: Tensor2D): Tensor1D;
  /**
   * Smoothed targets, [batch, K]: (1 - e) y + e / K for classes, (1 - e) y + e / 2 for bits.
   * Undefined for gaussian, because numbers have no uniform distribution to mix with.
   */
  readonly smoothed: ((targets: Tensor2D, e: number) => Tensor2D) | undefined;
  /**
   * The ensemble of several predictions at temperature T: logits z, [batch, K], with mean(z / T) =
   * mean_i mean(z_i / T).
   */
  ensemble(logits: readonly Tensor2D[], temperature: number | Scalar): Tensor2D;
  /** v' A''(z) v of each example, [batch]: the curvature of `ce` in the direction v, [batch, K]. */
  curvature(logits: Tensor2D, direction: Tensor2D): Tensor1D;
  /**
   * The accuracy on each example, [batch], in [0, 1]. For classes: whether the largest output is at
   * the position of the largest target. For bits: the share of outputs on the same side of 1/2 as
   * the target. Undefined for gaussian.
   */
  readonly right: ((logits: Tensor2D, targets: Tensor2D) => Tensor1D) | undefined;
  /**
   * `mean` on the host: logits [examples, K] with K = `outputs` give an array of the same shape.
   */
  hostMean(logits: Float32Array, outputs: number): Float32Array;
}
