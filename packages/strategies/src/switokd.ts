import {
  ce,
  type Distribution,
  defineStrategy,
  type Edge,
  numbers,
  type Peer,
  softened,
  times,
  varying,
} from '@codistill/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { tooFewPeers } from './errors.ts';
import { byNetwork, learners, others } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Switchable online distillation: the teacher's training pauses while the teacher is too far ahead
 * of the student. For teacher t and student s, with batch means:
 *
 *     G = |p_s - p_t|_1,   e_s = |p_s - y|_1,   e_t = |p_t - y|_1
 *     delta = e_s - exp(-e_t / (e_s + e_t)) e_t
 *
 * p and y are [batch, K]. Expert mode is G > delta and e_t < e_s. In expert mode, only the student
 * is updated, by CE + T^2 KL(p_t || p_s). The teacher takes no optimizer step (`hold`): no weight
 * decay and no momentum, but its running statistics advance. Otherwise both learn, each by CE and
 * KL with the other. The first network is the teacher.
 *
 * With more than two networks, each pair of teacher and student has its own threshold. A student
 * learns from all other networks. A teacher that is not held learns from all other teachers and
 * from the students whose pair is not in expert mode. A teacher is held if all its pairs are in
 * expert mode. If a network has several heads, its last head makes the prediction.
 *
 * Source: Qian et al., ECCV 2022, and its code. Differences from it: `switokd.card.md`.
 * @throws InputError if no network is left to be a student.
 */
export const switokd = defineStrategy({
  id: 'switokd',
  about:
    'The first network teaches the others and pauses while it is too far ahead of them (switchable distillation).',
  source: 'Qian et al. 2022, arXiv 2209.04996; github.com/hfutqian/SwitOKD',
  options: z.object({
    temperature: varying(
      z.number().positive(),
      1,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
    weight: varying(z.number().nonnegative(), 1, 'Factor of the KL terms.'),
    teachers: z
      .number()
      .int()
      .positive()
      .default(1)
      .describe(
        'Number of networks, from the first, that teach; the others are students. Three networks are 1T2S or 2T1S.',
      ),
  }),
  create({ temperature, weight, teachers: count }) {
    const varied = numbers({ temperature, weight });
    return {
      ...scaleFree,
      plan: varied.plan,
      flow(peers, { plan, distribution }) {
        const now = varied.at(plan);
        const all = byNetwork(learners(peers)).map((heads) => heads[heads.length - 1]!);
        const [teachers, students] = [all.slice(0, count), all.slice(count)];
        if (students.length === 0) throw tooFewPeers('switokd', all.length, count + 1);
        const loss = softened(now.temperature);
        const paused = teachers.map((teacher) =>
          students.map((student) => expertMode(teacher, student, distribution)),
        );
        const held = paused.map((row) => tf.min(tf.stack(row)) as Scalar);
        const learns = held.map((holds) => tf.sub(1, holds) as Scalar);
        const roleOf = (peer: Peer) =>
          teachers.findIndex(({ network }) => network === peer.network);
        const labels = learners(peers).map((peer): Edge => {
          const teacher = roleOf(peer);
          return {
            from: 'labels',
            to: peer.id,
            loss: ce(),
            ...(teacher >= 0 && { weight: learns[teacher]! }),
          };
        });
        const between = all.flatMap((from) =>
          others(all, from).map((to): Edge => {
            const [source, teacher] = [roleOf(from), roleOf(to)];
            const edge = { from: from.id, to: to.id, loss };
            if (teacher < 0) return { ...edge, weight: now.weight };
            if (source >= 0)
              return {
                ...edge,
                weight: times(now.weight, learns[teacher]!),
                because: `${to.id} is not held`,
              };
            const open = tf.sub(1, paused[teacher]![students.indexOf(from)]!) as Scalar;
            return {
              ...edge,
              weight: times(now.weight, open),
              because: `${to.id} is not too far ahead of ${from.id}`,
            };
          }),
        );
        const edges: Edge[] = [...labels, ...between];
        return {
          edges,
          hold: Object.fromEntries(teachers.map(({ network }, i) => [network, held[i]!])),
        };
      },
    };
  },
});

/** 1 if the teacher is too far ahead of the student, else 0. */
function expertMode(teacher: Peer, student: Peer, { mean }: Distribution): Scalar {
  const distance = (a: Tensor, b: Tensor) => tf.mean(tf.sum(tf.abs(tf.sub(a, b)), 1));
  const [pt, ps] = [mean(teacher.logits), mean(student.logits)];
  const gap = distance(ps, pt);
  const [es, et] = [distance(ps, student.targets), distance(pt, teacher.targets)];
  const delta = tf.sub(es, tf.mul(tf.exp(tf.neg(tf.div(et, tf.add(es, et)))), et));
  return tf.cast(tf.logicalAnd(tf.greater(gap, delta), tf.less(et, es)), 'float32') as Scalar;
}
