import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** What the outputs of a network parametrize: one class of K, K bits, or K numbers. */
export type DistributionName = 'categorical' | 'bernoulli' | 'gaussian';

/**
 * What logits z, [batch, K], mean: the distribution of exponential family that they parametrize. Its
 * log-partition A fixes every loss, with targets y, [batch, K]:
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
 * Losses are sums over the K outputs. Engine functions take and give tensors of the step.
 */
export interface Distribution {
  readonly name: DistributionName;
  /** A'(z), [batch, K]: probabilities, except for gaussian. */
  mean(logits: Tensor2D): Tensor2D;
  /**
   * Logits, [batch, K], whose mean is `mean`. Probabilities below 1e-30 count as 1e-30, so that they
   * are finite.
   */
  logits(mean: Tensor2D): Tensor2D;
  /** Of each example, [batch]; with gradients in both. */
  ce(logits: Tensor2D, targets: Tensor2D): Tensor1D;
  /**
   * KL(from || to) of each example, [batch], at least 0; with gradients in both. Its error is
   * relative to the divergence, also where the two are close, as at high temperatures.
   */
  kl(from: Tensor2D, to: Tensor2D): Tensor1D;
  /**
   * Smoothed targets, [batch, K]: (1 - e) y + e / K, or (1 - e) y + e / 2 for bits. Undefined for
   * gaussian: numbers have no uniform distribution to be mixed with.
   */
  readonly smoothed: ((targets: Tensor2D, e: number) => Tensor2D) | undefined;
  /**
   * Logits z, [batch, K], with mean(z / T) = mean_i mean(z_i / T): the ensemble of several
   * predictions at the temperature T.
   */
  ensemble(logits: readonly Tensor2D[], temperature: number | Scalar): Tensor2D;
  /** v' A''(z) v of each example, [batch]: the curvature of `ce` in the direction v, [batch, K]. */
  curvature(logits: Tensor2D, direction: Tensor2D): Tensor1D;
  /** Entropy of each example's prediction, [batch]. Undefined for gaussian: it is a constant. */
  readonly entropy: ((logits: Tensor2D) => Tensor1D) | undefined;
  /**
   * Share of right answers of each example, [batch], in [0, 1]: whether the largest output is that
   * of the largest target, or the share of outputs that are on the same side of 1/2. Undefined for gaussian.
   */
  readonly right: ((logits: Tensor2D, targets: Tensor2D) => Tensor1D) | undefined;
  /** `mean` on the host: of logits [examples, K] in rows of `outputs`. */
  hostMean(logits: Float32Array, outputs: number): Float32Array;
}
