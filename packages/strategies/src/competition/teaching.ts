import type { Peer } from '@codistill/core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { kWithoutTop, noStudents } from '../errors.ts';

/** The options that say which peers may teach. */
export const teachersOptions = {
  teachers: z
    .enum(['best', 'better', 'top'])
    .default('best')
    .describe(
      'Only the best network of the batch teaches (best, the paper), all networks better than the student teach and are averaged (better, the released code), or the k best teach the others and are averaged (top).',
    ),
  k: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Number of teachers if `teachers` is top; default 2.'),
};

/** Which peers may teach: the best, all that are better than the student, or the k best. */
export type Teachers = 'best' | 'better' | { readonly top: number };

/**
 * The rule that the options name.
 * @throws InputError if k is given for another rule than `top`.
 */
export function teachersOf({
  teachers,
  k,
}: {
  readonly teachers: 'best' | 'better' | 'top';
  readonly k?: number | undefined;
}): Teachers {
  if (teachers === 'top') return { top: k ?? 2 };
  if (k !== undefined) throw kWithoutTop(k, teachers);
  return teachers;
}

/** The mean over the batch for each peer, [peers]. Each element of `values` is [batch]. */
export const meansOf = (values: readonly Tensor1D[]): Tensor1D =>
  tf.stack(values.map((value) => tf.mean(value))) as Tensor1D;

/**
 * The weights [teacher, student] of who teaches whom, given `costs` C, [peers].
 *
 *     rank(i) = |{j : C_j < C_i}|
 *     chosen(k, i) = [C_k < C_i], and for 'best' also [rank(k) = 0]
 *     chosen(k, i) = [rank(k) < top] [rank(i) >= top] for the best `top`
 *     weight(k, i) = chosen(k, i) / sum_k chosen(k, i)
 *
 * The weights of a student's teachers sum to 1. The best peer has no teacher, and neither has a
 * peer that ties with it. A worse peer averages the best peers that tie. The rules 'best' and `top`
 * 1 are the same.
 * @throws InputError if there are not more than `top` peers, because then no peer has a teacher.
 */
export function teaching(costs: Tensor1D, teachers: Teachers): Tensor2D {
  const beats = tf.cast(tf.less(tf.expandDims(costs, 1), tf.expandDims(costs, 0)), 'float32');
  const chosen = teachers === 'better' ? beats : teachersOnly(beats, costs, teachers);
  return tf.divNoNan(chosen, tf.sum(chosen, 0, true)) as Tensor2D;
}

/** chosen(k, i) of 'best' or `top`, where beats(k, i) = [C_k < C_i]. */
function teachersOnly(
  beats: Tensor,
  costs: Tensor1D,
  teachers: Exclude<Teachers, 'better'>,
): Tensor {
  if (teachers === 'best')
    return tf.mul(beats, tf.cast(tf.equal(tf.expandDims(costs, 1), tf.min(costs)), 'float32'));
  const { top } = teachers;
  if (top >= costs.shape[0]) throw noStudents(top, costs.shape[0]);
  const isTeacher = tf.cast(tf.less(tf.sum(beats, 0), top), 'float32');
  return tf.mul(tf.expandDims(isTeacher, 1), tf.expandDims(tf.sub(1, isTeacher), 0));
}

/** Why a teacher teaches, in words. */
export const reason =
  (teachers: Teachers) =>
  (teacher: Peer, student: Peer): string =>
    teachers === 'better'
      ? `${teacher.id} is better than ${student.id} in this batch`
      : teachers === 'best'
        ? `${teacher.id} is the best of the batch`
        : `${teacher.id} is among the best ${teachers.top} of the batch`;
