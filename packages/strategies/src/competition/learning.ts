import {
  type Edge,
  type Flow,
  type JoinedLessons,
  joinLessons,
  type LessonsSetting,
  l2,
  type Moment,
  numbers,
  type Peer,
  type PeerId,
  type Plan,
  type Scope,
  softened,
  supervised,
  taughtBy,
  type Virtual,
  varying,
} from '@codistill/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { featureEdge } from '../features/adapt.ts';
import { lessonsOption } from '../lessons/lessonsOption.ts';
import { everyPair, type Weights } from '../peers.ts';

/** The options that say what a student learns from a teacher. */
export const learningOptions = {
  temperature: varying(
    z.number().positive(),
    1,
    'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
  ),
  kl: varying(z.number().nonnegative(), 1, 'Factor of the KL with the teacher, a in the paper.'),
  features: varying(
    z.number().nonnegative(),
    1,
    "Factor of the squared difference to the teacher's features, b in the paper.",
  ),
  reduce: z
    .enum(['mean', 'sum'])
    .default('mean')
    .describe(
      "Average over the elements of the features, or sum over them. The sum is close to the paper's formula, which also sums over the batch and diverges at the paper's learning rate.",
    ),
  lessons: lessonsOption,
};

type Options = z.output<z.ZodObject<typeof learningOptions>>;

/** What students learn from teachers, for a strategy that decides who teaches whom. */
export interface Learning {
  /** The strategy's `holdsFor`, and its `memory` if a lesson has one. */
  readonly declared: JoinedLessons['declared'];
  plan(moment: Moment): Plan;
  /**
   * The edges and virtual peers of a step in which teachers k teach students i:
   *
   *     L_i = CE(z_i, y_i) + sum_k w_ki [a T^2 KL(sg p_k^T || p_i^T) + b (adapt(F_i) - sg F_k)^2]
   *
   * w_ki is the weight of teacher k for student i. Lessons add their losses inside the brackets.
   * `teachers` are the same networks as `students`, in the same order, but may look at another
   * view.
   */
  flow(
    students: readonly Peer[],
    teachers: readonly Peer[],
    weight: Weights,
    given: Parameters<JoinedLessons['learn']>[1],
    because?: (teacher: Peer, student: Peer) => string,
  ): Flow;
}

/**
 * What students learn by the options. `about` says which pairs the strategy teaches, by default
 * every ordered pair, and the distributions that it is defined for.
 */
export function learning(
  { temperature, kl, features, reduce, lessons = [] }: Options,
  about: Partial<LessonsSetting> = {},
): Learning {
  const varied = numbers({ temperature, kl, features });
  const joined = joinLessons(lessons, { pairs: everyPair, ...about });
  return {
    declared: joined.declared,
    plan: (moment) => ({ ...varied.plan(moment), ...joined.plan(moment) }),
    flow(students, teachers, weight, given, because) {
      const now = varied.at(given.plan);
      const taught = (factor: number | Scalar) =>
        taughtBy(teachers, students, weight, l2({ reduce }), factor, because);
      const byId = new Map([...students, ...teachers].map((peer) => [peer.id, peer]));
      const edges: Edge[] = supervised(students);
      if (now.kl !== 0) {
        const loss = softened(now.temperature);
        edges.push(...taughtBy(teachers, students, weight, loss, now.kl, because));
      }
      const matched =
        now.features === 0 ? none : matchFeatures(taught(now.features), byId, given.scope);
      edges.push(...matched.edges);
      if (lessons.length === 0) return { edges, virtual: matched.virtual };
      const learned = joined.learn(
        taught(1).map(({ from, to, weight: pairWeight, because: reason }) => ({
          teacher: byId.get(from)!,
          student: byId.get(to)!,
          weight: pairWeight as number | Scalar,
          ...(reason !== undefined && { because: reason }),
        })),
        given,
      );
      edges.push(...learned.edges);
      return { ...learned, edges, virtual: matched.virtual };
    },
  };
}

type Matched = { readonly edges: readonly Edge[]; readonly virtual: Record<PeerId, Virtual> };
const none: Matched = { edges: [], virtual: {} };

/** Edges that compare features, between peers whose features have one shape. */
function matchFeatures(
  edges: readonly Edge[],
  byId: ReadonlyMap<PeerId, Peer>,
  scope: Scope,
): Matched {
  const virtual: Record<PeerId, Virtual> = {};
  const matched = edges.map((edge) => {
    const [from, to] = [byId.get(edge.from)!, byId.get(edge.to)!];
    const pair = featureEdge(scope, from, to, edge.weight as number | Scalar, edge);
    Object.assign(virtual, pair.virtual);
    return pair.edge;
  });
  return { edges: matched, virtual };
}
