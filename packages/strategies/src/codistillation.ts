import {
  defineStrategy,
  type Edge,
  type Loss,
  madeFor,
  numbers,
  type Peer,
  type StrategySetting,
  softened,
  startAfter,
  supervised,
  times,
  type Virtual,
  varying,
} from '@codistill/core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { withAnswers } from './competition/costs.ts';
import { noFollower } from './errors.ts';
import { byNetwork, learners, ownPeers } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Codistillation: each network learns from stale copies of the other networks, on its own batch.
 *
 *     L_i = CE(z_i, y) + w T^2 KL(mean_{j != i} p^T(stale theta_j, x_i) || p_i^T)
 *
 * z_i and y are [batch, K]; T > 0 and w >= 0. w is 0 until the burn-in ends. The copies are
 * networks that `follow` the others, and the copy of j looks at the view of i. With
 * `exchange: 'logits'`, the current predictions of the others teach, and there are no copies. With
 * `reverse`, KL has its arguments swapped, which is defined for classes and bits, not for numbers.
 * If a network has several heads, its last head teaches.
 *
 * Source: Anil et al., ICLR 2018. Differences from it: `codistillation.card.md`.
 * @throws InputError if a network that learns has no copy.
 */
export const codistillation = defineStrategy({
  id: 'codistillation',
  about: 'Networks learn from stale copies of each other (codistillation).',
  source: 'Anil et al. 2018, arXiv 1804.03235',
  options: z.object({
    temperature: varying(
      z.number().positive(),
      1,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
    weight: varying(z.number().nonnegative(), 1, 'Factor of the KL terms after the burn-in.'),
    burnIn: z
      .number()
      .min(0)
      .max(1)
      .default(0.4)
      .describe('Fraction of the run, at its start, in which networks learn only from the labels.'),
    exchange: z
      .enum(['checkpoints', 'logits'])
      .default('checkpoints')
      .describe(
        'Learn from stale copies of the others (checkpoints), or from their current predictions (logits).',
      ),
    reverse: z
      .boolean()
      .default(false)
      .describe('Use KL(own || other) instead of KL(other || own).'),
  }),
  create({ temperature, weight, burnIn, exchange, reverse }) {
    const varied = numbers({
      temperature,
      weight,
      started: burnIn === 0 ? 1 : startAfter({ share: burnIn }),
    });
    return {
      // For gaussian, KL is symmetric, so the option would have no effect.
      ...(reverse && { holdsFor: withAnswers }),
      ...scaleFree,
      plan: varied.plan,
      ...(exchange === 'checkpoints' && { looks }),
      flow(peers, { plan, distribution }) {
        const now = varied.at(plan);
        const loss = reverse ? reversed(now.temperature) : softened(now.temperature);
        const students = learners(peers);
        const virtual: Record<string, Virtual> = {};
        const taught: Edge[] = students.flatMap((student) => {
          const teachers = teachersOf(student, peers, exchange);
          if (teachers.length === 0) return [];
          const from = teachers.length === 1 ? teachers[0]!.id : madeFor('others', student.id);
          if (teachers.length > 1)
            virtual[from] = {
              of: student.id,
              logits: distribution.ensemble(
                teachers.map(({ logits }) => logits),
                now.temperature,
              ),
            };
          return [{ from, to: student.id, loss, weight: times(now.weight, now.started) }];
        });
        return { edges: [...supervised(students), ...taught], virtual };
      },
    };
  },
});

/** Each learning network looks at its own view, and its copy at the views of the other networks. */
function looks({ networks }: StrategySetting) {
  const learning = networks.filter(({ learns }) => learns).map(({ id }) => id);
  const copies = networks.filter(({ follows }) => follows !== undefined);
  if (learning.some((id) => !copies.some(({ follows }) => follows === id)))
    throw noFollower(
      'codistillation',
      learning,
      copies.map(({ id }) => id),
    );
  return [
    ...learning.map((id) => ({ network: id, view: id })),
    ...copies.flatMap(({ id, follows }) =>
      learning.filter((view) => view !== follows).map((view) => ({ network: id, view })),
    ),
  ];
}

const teachersOf = (student: Peer, peers: readonly Peer[], exchange: 'checkpoints' | 'logits') =>
  byNetwork(
    exchange === 'logits'
      ? ownPeers(learners(peers)).filter(({ network }) => network !== student.network)
      : peers.filter((peer) => !peer.learns && peer.view === student.view),
  ).map((heads) => heads[heads.length - 1]!);

const reversed = (temperature: number | Scalar): Loss => ({
  name: 'kl-reversed',
  formula: 'T^2 KL(softmax(z_to/T) || softmax(z_from/T))',
  perExample(student, target, _labels, distribution) {
    const over = (logits: Tensor2D) => tf.div(logits, temperature) as Tensor2D;
    const squared = typeof temperature === 'number' ? temperature ** 2 : tf.square(temperature);
    return tf.mul(distribution.kl(over(student.logits), over(target!.logits)), squared) as Tensor1D;
  },
});
