import {
  type Edge,
  l2,
  type Peer,
  type PeerId,
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
import type { Weights } from '../peers.ts';

/** The options that say what a student learns from a teacher. */
export const lessonOptions = {
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
};

/** The values of `lessonOptions` in one step. */
export interface Lesson {
  readonly temperature: number | Scalar;
  readonly kl: number | Scalar;
  readonly features: number | Scalar;
  readonly reduce: 'mean' | 'sum';
}

/**
 * The edges and virtual peers of a step in which teachers k teach students i:
 *
 *     L_i = CE(z_i, y_i) + sum_k w_ki [a T^2 KL(sg p_k^T || p_i^T) + b (adapt(F_i) - sg F_k)^2]
 *
 * w_ki is the weight of teacher k for student i. `teachers` are the same networks as `students`, in
 * the same order, but may look at another view.
 */
export function lessons(
  students: readonly Peer[],
  teachers: readonly Peer[],
  weight: Weights,
  lesson: Lesson,
  scope: Scope,
  because?: (teacher: Peer, student: Peer) => string,
): { readonly edges: readonly Edge[]; readonly virtual: Readonly<Record<PeerId, Virtual>> } {
  const edges: Edge[] = supervised(students);
  const virtual: Record<PeerId, Virtual> = {};
  const loss = softened(lesson.temperature);
  if (lesson.kl !== 0)
    edges.push(...taughtBy(teachers, students, weight, loss, lesson.kl, because));
  if (lesson.features !== 0) {
    const byId = new Map([...students, ...teachers].map((peer) => [peer.id, peer]));
    for (const edge of taughtBy(
      teachers,
      students,
      weight,
      l2({ reduce: lesson.reduce }),
      lesson.features,
      because,
    )) {
      const matched = featureEdge(
        scope,
        byId.get(edge.from)!,
        byId.get(edge.to)!,
        edge.weight as number | Scalar,
        edge,
      );
      edges.push(matched.edge);
      Object.assign(virtual, matched.virtual);
    }
  }
  return { edges, virtual };
}
