import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../contracts/flow.ts';
import { noFeatures, noSmoothing, unlikeFeatures } from './errors.ts';

/**
 * The cross-entropy of the student's logits z with its labels y, [batch], as the experiment's
 * distribution defines it: H(y, softmax(z)) for classes, the sum of K binary cross-entropies for
 * bits, |y - z|^2 / 2 for numbers. Label smoothing s in [0, 1] (`smoothing`, default 0) replaces y
 * by (1 - s) y + s / K for classes and by (1 - s) y + s / 2 for bits.
 * @throws InputError (from `perExample`) if s > 0 and the distribution is gaussian.
 *
 * @example
 * ```ts
 * const edge = { from: 'labels', to: 'a', loss: ce({ smoothing: 0.1 }) };
 * console.log(edge.loss.name); // ce-smoothed-0.1
 * ```
 */
export function ce(options: { readonly smoothing?: number } = {}): Loss {
  const s = options.smoothing ?? 0;
  return {
    name: s === 0 ? 'ce' : `ce-smoothed-${s}`,
    formula:
      s === 0
        ? '-sum_k y_k log softmax(z)_k'
        : `-sum_k y'_k log softmax(z)_k, y' = ${1 - s} y + ${s} / K`,
    perExample(student, _target, labels, distribution) {
      if (s > 0 && !distribution.smoothed) throw noSmoothing(distribution.name);
      const target = s > 0 ? distribution.smoothed!(labels, s) : labels;
      return distribution.ce(student.logits, target);
    },
  };
}

/**
 * The distillation loss T^2 KL(softmax(z_t / T) || softmax(z_s / T)) of each example, summed over
 * classes, [batch], with the logits z_t of `from` and z_s of `to`. For bits it is the sum of K
 * binary divergences; for numbers it is |z_t - z_s|^2 / 2 at every T. `temperature` T > 0 defaults
 * to 1. The factor T^2 keeps the size of the gradient independent of T; `squared: false` leaves it
 * out. Source: Hinton, Vinyals and Dean 2015, section 2.
 *
 * @example
 * ```ts
 * const edge = { from: 'a', to: 'b', loss: kl({ temperature: 4 }) };
 * console.log(edge.loss.formula); // 16 KL(softmax(z_from/4) || softmax(z_to/4))
 * ```
 */
export function kl(
  options: { readonly temperature?: number; readonly squared?: boolean } = {},
): Loss {
  const T = options.temperature ?? 1;
  const factor = (options.squared ?? true) ? T * T : 1;
  const over = T === 1 ? '' : `/${T}`;
  return {
    name: 'kl',
    formula: `${factor === 1 ? '' : `${factor} `}KL(softmax(z_from${over}) || softmax(z_to${over}))`,
    perExample(student, target, _labels, distribution) {
      const scaled = (logits: Tensor2D) => (T === 1 ? logits : (tf.mul(logits, 1 / T) as Tensor2D));
      const values = distribution.kl(scaled(target!.logits), scaled(student.logits));
      return factor === 1 ? values : (tf.mul(values, factor) as Tensor1D);
    },
  };
}

/**
 * The squared difference of the features of `to` and `from`, [batch]: the mean over elements, or
 * the sum with `reduce: 'sum'`. The sum is the paper's literal form, but training with it diverges
 * at the paper's learning rate. Maps of different sizes are average-pooled to the smaller grid.
 * @throws InputError (from `perExample`) if a peer has no features, or if the numbers of channels
 * differ; adapt the student's features first.
 *
 * @example
 * ```ts
 * const edge = { from: 'a', to: 'b', loss: l2(), weight: 0.5 };
 * console.log(edge.loss.formula); // mean_elements (F_to - F_from)^2
 * ```
 */
export function l2(options: { readonly reduce?: 'mean' | 'sum' } = {}): Loss {
  const reduce = options.reduce ?? 'mean';
  return {
    name: 'l2',
    formula: `${reduce}_elements (F_to - F_from)^2`,
    perExample(student, target) {
      if (!student.features || !target?.features) throw noFeatures('l2');
      const [a, b] = sameGrid(student.features, target.features);
      if (a.shape.join() !== b.shape.join()) throw unlikeFeatures(a.shape, b.shape);
      const rows = tf.reshape(tf.squaredDifference(a, b), [a.shape[0]!, -1]);
      return (reduce === 'mean' ? tf.mean(rows, 1) : tf.sum(rows, 1)) as Tensor1D;
    },
  };
}

/**
 * Both maps, average-pooled to the smaller height and the smaller width if both are [batch, height,
 * width, channels]. Other tensors are returned unchanged.
 * @throws InputError if a size is not a multiple of the smaller one.
 */
export function sameGrid(a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  if (a.rank !== 4 || b.rank !== 4) return [a, b];
  const pool = (x: Tensor, height: number, width: number) => {
    const [, h, w] = x.shape as [number, number, number];
    if (h === height && w === width) return x;
    if (h % height || w % width) throw unlikeFeatures(a.shape, b.shape);
    return tf.avgPool(x as Tensor4D, [h / height, w / width], [h / height, w / width], 'valid');
  };
  const height = Math.min(a.shape[1]!, b.shape[1]!);
  const width = Math.min(a.shape[2]!, b.shape[2]!);
  return [pool(a, height, width), pool(b, height, width)];
}
