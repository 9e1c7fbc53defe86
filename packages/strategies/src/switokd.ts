import { ce, defineStrategy, type Edge, type Peer } from '@codistill/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { tooFewPeers } from './errors.ts';
import { byNetwork, learners } from './parts/peers.ts';
import { softened } from './parts/softened.ts';
import { numbers, times, varying } from './parts/varying.ts';

/** The options of `switokd`; `number` makes those that may be schedules. */
export const switokdOptions = <T extends z.ZodType>(number: (schema: z.ZodNumber, value: number, about: string) => T) => ({
  temperature: number(z.number().positive(), 1, 'T, which divides logits before softmax; KL times T^2.'),
  weight: number(z.number().nonnegative(), 1, 'Factor of the KL terms.'),
  teachers: z
    .number()
    .int()
    .positive()
    .default(1)
    .describe('How many of the first networks teach; the others are students. Three networks: 1T2S or 2T1S.'),
});

/**
 * Switchable online distillation: the teacher's training pauses while it is too far ahead of the student. For teacher t and student s, with batch means
 *
 *     G = |p_s - p_t|_1,  e_s = |p_s - y|_1,  e_t = |p_t - y|_1,  delta = e_s - exp(-e_t / (e_s + e_t)) e_t
 *
 * expert mode is G > delta and e_t < e_s: only the student is updated, by CE + T^2 KL(p_t || p_s), and the teacher takes no optimizer step (`hold`: no decay, no
 * momentum; its running statistics advance). Else both learn, each by CE and KL with the other. Roles are fixed: the first network teaches.
 *
 * Source: Qian et al., ECCV 2022; T 1. With three networks each pair has its own threshold, as there; a network averages over its pairs, a
 * teacher is held where all its pairs are in expert mode, and networks of one role do not teach each other: these three are our reading. A network
 * with several heads answers by its last.
 * @throws where no student is left.
 */
export const switokd = defineStrategy({
  id: 'switokd',
  about: 'The first network teaches the others, and pauses while it is too far ahead of them (switchable distillation).',
  source: 'Qian et al. 2022, arXiv 2209.04996; github.com/hfutqian/SwitOKD',
  options: z.object(switokdOptions(varying)),
  create({ temperature, weight, teachers: count }) {
    const varied = numbers({ temperature, weight });
    return {
      plan: varied.plan,
      flow(peers, { plan }) {
        const now = varied.at(plan);
        const all = byNetwork(learners(peers)).map((heads) => heads[heads.length - 1]!);
        const [teachers, students] = [all.slice(0, count), all.slice(count)];
        if (students.length === 0) throw tooFewPeers('switokd', all.length, count + 1);
        const loss = softened(now.temperature);
        const paused = teachers.map((teacher) => students.map((student) => expertMode(teacher, student)));
        const held = paused.map((row) => tf.min(tf.stack(row)) as Scalar);
        const edges: Edge[] = [
          ...learners(peers).map((peer) => {
            const teacher = teachers.findIndex(({ network }) => network === peer.network);
            return { from: 'labels' as const, to: peer.id, loss: ce(), ...(teacher >= 0 && { weight: tf.sub(1, held[teacher]!) as Scalar }) };
          }),
          ...teachers.flatMap((teacher, i) =>
            students.flatMap((student, j) => [
              { from: teacher.id, to: student.id, loss, weight: times(now.weight, 1 / teachers.length) },
              {
                from: student.id,
                to: teacher.id,
                loss,
                weight: times(times(now.weight, 1 / students.length), tf.sub(1, paused[i]![j]!) as Scalar),
                because: `${teacher.id} is not too far ahead of ${student.id}`,
              },
            ]),
          ),
        ];
        return { edges, hold: Object.fromEntries(teachers.map(({ network }, i) => [network, held[i]!])) };
      },
    };
  },
});

/** 1 where the teacher is too far ahead of the student, else 0. */
function expertMode(teacher: Peer, student: Peer): Scalar {
  const distance = (a: Tensor, b: Tensor) => tf.mean(tf.sum(tf.abs(tf.sub(a, b)), 1));
  const [pt, ps] = [tf.softmax(teacher.logits), tf.softmax(student.logits)];
  const gap = distance(ps, pt);
  const [es, et] = [distance(ps, student.labels), distance(pt, teacher.labels)];
  const delta = tf.sub(es, tf.mul(tf.exp(tf.neg(tf.div(et, tf.add(es, et)))), et));
  return tf.cast(tf.logicalAnd(tf.greater(gap, delta), tf.less(et, es)), 'float32') as Scalar;
}
