import type { Peer } from '@codistill/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

/**
 * Which peers may teach: only the best ('best'), or the mean of all that are better than the
 * student ('better').
 */
export const teachersOption = z
  .enum(['best', 'better'])
  .default('best')
  .describe(
    'Only the best network of the batch teaches (best, the paper), or all networks better than the student teach and are averaged (better, the released code).',
  );

/** The mean over the batch for each peer, [peers]. Each element of `values` is [batch]. */
export const meansOf = (values: readonly Tensor1D[]): Tensor1D =>
  tf.stack(values.map((value) => tf.mean(value))) as Tensor1D;

/**
 * The weights [teacher, student] of who teaches whom, given `costs` C, [peers].
 *
 *     chosen(k, i) = [C_k < C_i], and for 'best' also [C_k = min C]
 *     weight(k, i) = chosen(k, i) / sum_k chosen(k, i)
 *
 * The weights of a student's teachers sum to 1. The best peer has no teacher, and neither has a
 * peer that ties with it. A worse peer averages the best peers that tie.
 */
export function teaching(costs: Tensor1D, teachers: 'best' | 'better'): Tensor2D {
  const column = tf.expandDims(costs, 1);
  const beats = tf.cast(tf.less(column, tf.expandDims(costs, 0)), 'float32');
  const chosen =
    teachers === 'best'
      ? tf.mul(beats, tf.cast(tf.equal(column, tf.min(costs)), 'float32'))
      : beats;
  return tf.divNoNan(chosen, tf.sum(chosen, 0, true)) as Tensor2D;
}

/** Why a teacher teaches, in words. */
export const reason =
  (teachers: 'best' | 'better') =>
  (teacher: Peer, student: Peer): string =>
    teachers === 'best'
      ? `${teacher.id} is the best of the batch`
      : `${teacher.id} is better than ${student.id} in this batch`;
