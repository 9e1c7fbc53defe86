import {
  ce,
  defineStrategy,
  type Edge,
  madeFor,
  numbers,
  type Peer,
  softened,
  supervised,
  times,
  type Virtual,
  varying,
} from '@codistill/core';
import { z } from 'zod';
import { withAnswers } from './competition/costs.ts';
import { meanLogits } from './ensembles/mean.ts';
import { learners, others } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Deep mutual learning: N peers learn from each other's predictions, p^T = softmax(z / T).
 *
 *     L_i = CE(z_i, y) + (w / (N - 1)) sum_{j != i} T^2 KL(sg p_j^T || p_i^T)
 *
 * z_i and y are [batch, K]; T > 0 and w >= 0. With `target: 'ensemble'`, peer i has one teacher,
 * the mean of the other peers' logits. Frozen networks teach like any other peer. A single peer
 * learns from the labels alone. Label smoothing is defined for classes and bits, not for numbers.
 *
 * Source: Zhang, Xiang, Hospedales and Lu, CVPR 2018. Differences from it: `mutual.card.md`.
 */
export const mutual = defineStrategy({
  id: 'mutual',
  about: 'Every network learns from the labels and from all other networks (deep mutual learning).',
  source: 'Zhang et al. 2018, arXiv 1706.00384; github.com/YingZhangDUT/Deep-Mutual-Learning',
  options: z.object({
    reduce: z
      .enum(['mean', 'sum'])
      .default('mean')
      .describe(
        'Average over the other peers (the paper, for more than two), or sum over them (the official code).',
      ),
    target: z
      .enum(['pairwise', 'ensemble'])
      .default('pairwise')
      .describe(
        'Learn from each of the other peers, or once from the mean of their logits (the baseline of OKDDip).',
      ),
    temperature: varying(
      z.number().positive(),
      1,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
    weight: varying(z.number().nonnegative(), 1, 'Factor of the KL terms.'),
    smoothing: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Label smoothing of the cross-entropy.'),
    through: z
      .boolean()
      .default(false)
      .describe('Let the gradient flow into the target too; by default the target is a constant.'),
  }),
  // These variants lack what only an experiment can set (alternating updates, a shared stem). The
  // methods with these names add it.
  variants: {
    'mutual-official': { reduce: 'sum', smoothing: 0.1 },
    'mutual-okddip': { target: 'ensemble', temperature: 3, through: true },
    'mutual-mcl-okd': { temperature: 2 },
  },
  create({ reduce, target, temperature, weight, smoothing, through }) {
    const varied = numbers({ temperature, weight });
    return {
      ...(smoothing > 0 && { holdsFor: withAnswers }),
      ...scaleFree,
      plan: varied.plan,
      flow(peers, { plan }) {
        const now = varied.at(plan);
        const loss = softened(now.temperature);
        const labels = supervised(peers, { loss: ce({ smoothing }) });
        if (now.weight === 0 || peers.length < 2) return { edges: labels };
        const link = { loss, ...(through && { through }) };
        if (target === 'ensemble') {
          const virtual = Object.fromEntries(
            learners(peers).map((peer) => [
              madeFor('others', peer.id),
              ensembleOf(others(peers, peer), peer),
            ]),
          );
          const edges: Edge[] = learners(peers).map(({ id }) => ({
            ...link,
            from: madeFor('others', id),
            to: id,
            weight: now.weight,
          }));
          return { edges: [...labels, ...edges], virtual };
        }
        const each = times(now.weight, reduce === 'mean' ? 1 / (peers.length - 1) : 1);
        const edges: Edge[] = learners(peers).flatMap((to) =>
          others(peers, to).map((from) => ({ ...link, from: from.id, to: to.id, weight: each })),
        );
        return { edges: [...labels, ...edges] };
      },
    };
  },
});

const ensembleOf = (teachers: readonly Peer[], student: Peer): Virtual => ({
  of: student.id,
  logits: meanLogits(teachers),
});
