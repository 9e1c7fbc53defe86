import {
  besideName,
  ce,
  defineStrategy,
  detach,
  type Edge,
  type Loss,
  numbers,
  type Prediction,
  softened,
  type Virtual,
  varying,
} from '@codistill/core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { noFeaturesHere, oneHead } from './errors.ts';
import { fanIn, pooled } from './features/adapt.ts';
import { byNetwork, learners } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Be your own teacher: the exits i = 1..C of a network learn from its last exit, q^T = softmax(z /
 * T).
 *
 *     i < C:  (1 - a) CE(z_i, y) + a KL(sg q_C^T || q_i^T) + l D(F_i, sg F_C)
 *     i = C:  CE(z_C, y)
 *
 * z_i and y are [batch, K]; T > 0. D is one of three terms:
 *
 * - the Frobenius norm over the pooled features of the whole batch, [batch, channels], after a
 *   learned linear map (journal version, the default)
 * - the sum of squares over all elements where either feature is positive (`self-unofficial`)
 * - the squared distance of pooled features (`self-conference`)
 *
 * Sources: Zhang et al., ICCV 2019 and TPAMI 2021. Their repositories, the numbers of each variant
 * and our differences: `self.card.md`.
 * @throws InputError if no network has several heads, or an exit has no features.
 */
export const self = defineStrategy({
  id: 'self',
  about: 'The early exits of a network learn from its last exit (be your own teacher).',
  source: 'Zhang et al. 2019, arXiv 1905.08094; Zhang et al. 2021, TPAMI',
  options: z.object({
    alpha: varying(
      z.number().min(0).max(1),
      0.3,
      'Factor a of the KL of the earlier exits; their cross-entropy has 1 - a.',
    ),
    temperature: varying(
      z.number().positive(),
      3,
      'Temperature T, which divides the logits before softmax.',
    ),
    squared: z.boolean().default(false).describe('Multiply KL by T^2.'),
    features: varying(
      z.number().nonnegative(),
      0.03,
      'Factor l of the feature term of the earlier exits.',
    ),
    compare: z
      .enum(['norm', 'active', 'squares'])
      .default('norm')
      .describe(
        "Feature term: the norm over the whole batch after a learned linear layer ('norm'), the sum of squares over all elements of the batch where either feature is positive ('active'), or the sum of squares of each example ('squares').",
      ),
    deepest: varying(z.number().nonnegative(), 1, 'Factor of the cross-entropy of the last exit.'),
    spare: z
      .enum(['second-deepest', 'none'])
      .default('second-deepest')
      .describe('The exit that has no feature term.'),
  }),
  variants: {
    'self-unofficial': {
      alpha: 0.1,
      squared: true,
      features: 1e-6,
      compare: 'active',
      deepest: 0.9,
      spare: 'none',
    },
    'self-conference': { compare: 'squares', spare: 'none' },
  },
  create({ alpha, temperature, squared, features, compare, deepest, spare }) {
    const varied = numbers({ alpha, temperature, features, deepest });
    const distance = distances[compare];
    return {
      ...(squared && scaleFree),
      plan: varied.plan,
      flow(peers, { plan, scope }) {
        const now = varied.at(plan);
        const groups = byNetwork(learners(peers));
        if (groups.every((exits) => exits.length < 2))
          throw oneHead(
            'self',
            peers.map(({ id }) => id),
          );
        const edges: Edge[] = [];
        const virtual: Record<string, Virtual> = {};
        const rest =
          typeof now.alpha === 'number' ? 1 - now.alpha : (tf.sub(1, now.alpha) as Scalar);
        for (const exits of groups) {
          const last = exits[exits.length - 1]!;
          const early = exits.slice(0, -1);
          edges.push(...early.map(({ id }) => labelled(id, rest)), labelled(last.id, now.deepest));
          if (now.alpha !== 0)
            edges.push(
              ...early.map(({ id }) => ({
                from: last.id,
                to: id,
                loss: softened(now.temperature, squared),
                weight: now.alpha,
              })),
            );
          if (now.features === 0) continue;
          for (const [i, exit] of early.entries()) {
            if (spare === 'second-deepest' && i === early.length - 1) continue;
            if (!exit.features || !last.features)
              throw noFeaturesHere('self', exit.features ? last.id : exit.id);
            const own = compare === 'active' ? exit.features : pooled(exit.features);
            const other = compare === 'active' ? last.features : pooled(last.features);
            const [from, to] = [own.shape[own.rank - 1]!, other.shape[other.rank - 1]!];
            const linear = compare === 'norm' || from !== to;
            const kernel = linear
              ? (scope.at('adapt').at(exit.id).param('kernel', [from, to], fanIn) as Tensor2D)
              : undefined;
            const adapted = kernel ? through(own, kernel) : own;
            virtual[besideName(exit.id, last.id)] = {
              of: exit.id,
              logits: exit.logits,
              features: adapted,
            };
            virtual[besideName(last.id, exit.id)] = {
              of: last.id,
              logits: last.logits,
              features: other,
            };
            edges.push({
              from: besideName(last.id, exit.id),
              to: besideName(exit.id, last.id),
              loss: distance,
              weight: now.features,
            });
          }
        }
        return { edges, virtual };
      },
    };
  },
});

const labelled = (to: string, weight: number | Scalar): Edge => ({
  from: 'labels',
  to,
  loss: ce(),
  weight,
});

/** W F over the last axis. */
const through = (x: Tensor, kernel: Tensor2D): Tensor =>
  tf.reshape(tf.matMul(tf.reshape(x, [-1, kernel.shape[0]]) as Tensor2D, kernel), [
    ...x.shape.slice(0, -1),
    kernel.shape[1],
  ]);

const rows = (x: Tensor) => tf.reshape(x, [x.shape[0]!, -1]) as Tensor2D;

/**
 * A feature term whose mean over the batch is `whole` of all rows. It is for terms that the source
 * does not average over the batch.
 */
const ofWholeBatch = (
  name: string,
  formula: string,
  whole: (student: Tensor2D, target: Tensor2D) => Tensor,
): Loss => ({
  name,
  formula,
  perExample(student: Prediction, target) {
    const [a, b] = [rows(student.features!), rows(target!.features!)];
    return tf.mul(whole(a, b), tf.ones([a.shape[0]])) as Tensor1D;
  },
});

const distances: Readonly<Record<'norm' | 'active' | 'squares', Loss>> = {
  // The argument of the root is at least 1e-24, because the root's gradient at 0 is not finite.
  norm: ofWholeBatch('norm', '|F_to - F_from| over the batch', (a, b) =>
    tf.sqrt(tf.maximum(tf.sum(tf.squaredDifference(a, b)), 1e-24)),
  ),
  active: ofWholeBatch(
    'active',
    'sum_{batch, elements} (F_to - F_from)^2 [F_to > 0 or F_from > 0]',
    (a, b) =>
      tf.sum(
        tf.mul(
          tf.squaredDifference(a, b),
          tf.cast(tf.logicalOr(tf.greater(detach(a), 0), tf.greater(b, 0)), 'float32'),
        ),
      ),
  ),
  squares: {
    name: 'squares',
    formula: 'sum_elements (F_to - F_from)^2',
    perExample: (student, target) =>
      tf.sum(tf.squaredDifference(rows(student.features!), rows(target!.features!)), 1) as Tensor1D,
  },
};
