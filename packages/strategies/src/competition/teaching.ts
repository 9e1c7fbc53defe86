import type { Peer } from '@codistill/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** Who may teach: 'best' alone, or all that are 'better' than the student, averaged. */
export const teachersOption = z
  .enum(['best', 'better'])
  .default('best')
  .describe(
    'Only the best network of the batch teaches (best, the paper), or all networks better than the student teach and are averaged (better, the released code).',
  );

/** Mean of [batch] numbers of each peer, [peers]. */
export const meansOf = (values: readonly Tensor1D[]): Tensor1D =>
  tf.stack(values.map((value) => tf.mean(value))) as Tensor1D;

/**
 * Who teaches whom by cost, [teacher, student]: with C the costs [peers], chosen(k, i) = [C_k <
 * C_i] and, for 'best', also C_k = min C; a column is divided by its sum, so that a student's
 * teachers sum to 1. The best has no teacher, nor have those tied with it; a worse one averages
 * tied bests.
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

/** In words, why a teacher teaches. */
export const reason =
  (teachers: 'best' | 'better') =>
  (teacher: Peer, student: Peer): string =>
    teachers === 'best'
      ? `${teacher.id} is the best of the batch`
      : `${teacher.id} is better than ${student.id} in this batch`;
