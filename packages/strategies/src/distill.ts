import {
  defineStrategy,
  type Edge,
  joinLessons,
  numbers,
  type Peer,
  type StrategySetting,
  softened,
  supervised,
  times,
  type Virtual,
  varying,
} from '@codistill/core';
import { z } from 'zod';
import { noTeacher } from './errors.ts';
import { featureEdge } from './features/adapt.ts';
import { lessonsOption } from './lessons/lessonsOption.ts';
import { byNetwork, learners, peerIds } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Knowledge distillation: networks that learn are taught by the labels and by fixed teachers, which
 * are the networks that do not learn.
 *
 *     L = a CE(z_s, y) + b T^2 KL(p_t^T || p_s^T) + c mean_elements (W F_s - F_t)^2
 *
 * z and y are [batch, K]; F are features; W is learned. If there are several teachers, the mean of
 * their softened probabilities teaches, and the terms of features and lessons are averaged. If a
 * teacher has several heads, its last head teaches.
 *
 * Sources: Hinton, Vinyals and Dean 2015; for the variants, Romero et al. 2015, Furlanello et al.
 * 2018 and Yuan et al. 2020. Differences from them: `distill.card.md`.
 * @throws InputError if every network learns, because then there is no teacher.
 */
export const distill = defineStrategy({
  id: 'distill',
  about: 'Networks learn from the labels and from fixed teachers (knowledge distillation).',
  source: 'Hinton et al. 2015, arXiv 1503.02531; weights of github.com/megvii-research/mdistiller',
  options: z.object({
    temperature: varying(
      z.number().positive(),
      4,
      'Temperature T, which divides the logits before softmax.',
    ),
    squared: z.boolean().default(true).describe('Multiply KL by T^2.'),
    ce: varying(z.number().nonnegative(), 0.1, 'Factor of the cross-entropy with the labels.'),
    kl: varying(z.number().nonnegative(), 0.9, 'Factor of the KL with the teacher.'),
    hints: varying(
      z.number().nonnegative(),
      0,
      'Factor of the squared difference of features, averaged over elements; features of different shape are adapted by a learned 1x1 convolution.',
    ),
    lessons: lessonsOption,
  }),
  variants: {
    'distill-hints': { ce: 1, kl: 0, hints: 100 },
    'born-again': { ce: 1, kl: 1, temperature: 1 },
    'teacher-free-self': { temperature: 6, squared: false, ce: 0.05, kl: 17.1 },
  },
  create({ temperature, squared, lessons = [], ...weights }) {
    const varied = numbers({ temperature, ...weights });
    const joined = joinLessons(lessons, { pairs: teacherPairs });
    return {
      ...joined.declared,
      ...(squared && scaleFree),
      plan: (moment) => ({ ...varied.plan(moment), ...joined.plan(moment) }),
      flow(peers, given) {
        const { scope, distribution } = given;
        const now = varied.at(given.plan);
        const teachers = teachersIn(peers);
        const students = learners(peers);
        const virtual: Record<string, Virtual> = {};
        const edges: Edge[] = now.ce === 0 ? [] : supervised(students, { weight: now.ce });
        if (now.kl !== 0) {
          const source = teachers.length === 1 ? teachers[0]!.id : 'teachers';
          if (teachers.length > 1)
            virtual['teachers'] = {
              of: teachers[0]!.id,
              logits: distribution.ensemble(
                teachers.map(({ logits }) => logits),
                now.temperature,
              ),
            };
          for (const { id } of students)
            edges.push({
              from: source,
              to: id,
              loss: softened(now.temperature, squared),
              weight: now.kl,
            });
        }
        if (now.hints !== 0)
          for (const student of students)
            for (const teacher of teachers) {
              const matched = featureEdge(
                scope,
                teacher,
                student,
                times(now.hints, 1 / teachers.length),
              );
              edges.push(matched.edge);
              Object.assign(virtual, matched.virtual);
            }
        if (lessons.length === 0) return { edges, virtual };
        const weight = 1 / teachers.length;
        const learned = joined.learn(
          students.flatMap((student) => teachers.map((teacher) => ({ teacher, student, weight }))),
          given,
        );
        return { ...learned, edges: [...edges, ...learned.edges], virtual };
      },
    };
  },
});

/**
 * The last head of every network that does not learn.
 * @throws InputError if every network learns.
 */
function teachersIn(peers: readonly Peer[]): readonly Peer[] {
  const teachers = byNetwork(peers.filter((peer) => !peer.learns)).map((heads) => heads.at(-1)!);
  if (teachers.length === 0)
    throw noTeacher(
      'distill',
      peers.map(({ id }) => id),
    );
  return teachers;
}

const teacherPairs = ({ networks }: StrategySetting) => {
  const teachers = networks.filter(({ learns }) => !learns).map((one) => peerIds(one).at(-1)!);
  const students = networks.filter(({ learns }) => learns).flatMap(peerIds);
  return teachers.flatMap((teacher) => students.map((student) => [teacher, student] as const));
};
