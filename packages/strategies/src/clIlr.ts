import {
  defineStrategy,
  type Edge,
  madeFor,
  numbers,
  softened,
  supervised,
  times,
  varying,
} from '@codistill/core';
import { z } from 'zod';
import { meanLogits } from './ensembles/mean.ts';
import { learners, others } from './peers.ts';
import { rampOf, rampShareOption } from './rampShare.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Collaborative learning with intermediate-level representation sharing (CL-ILR): each head of one
 * network learns from the mean of the other heads.
 *
 *     L = sum_i [a CE(z_i, y) + b T^2 KL(sg p_{-i}^T || p_i^T)],   z_{-i} = mean_{j != i} z_j
 *
 * z_i and y are [batch, K]. A network with one head learns from the labels alone. The backbone
 * `branches` divides the gradient where the heads part.
 *
 * Source: Song and Chai, NeurIPS 2018. Differences from it: `clIlr.card.md`.
 */
export const clIlr = defineStrategy({
  id: 'cl-ilr',
  about: 'Each head of a network learns from the mean of the other heads (collaborative learning).',
  source:
    'Song and Chai 2018, arXiv 1805.11761; baselines of github.com/DefangChen/OKDDip-AAAI2020 and MCL-OKD',
  options: z.object({
    temperature: varying(
      z.number().positive(),
      2,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
    ce: varying(z.number().nonnegative(), 0.5, 'Factor of the cross-entropy with the labels.'),
    kl: varying(
      z.number().nonnegative(),
      0.5,
      'Factor of the KL with the mean of the other heads.',
    ),
    rampShare: rampShareOption(0),
    through: z
      .boolean()
      .default(false)
      .describe('Let the gradient flow into the target too; by default the target is a constant.'),
  }),
  variants: {
    'cl-ilr-okddip': { temperature: 3, ce: 1, kl: 1, rampShare: 0.27, through: true },
  },
  create({ temperature, ce, kl, rampShare, through }) {
    const varied = numbers({ temperature, ce, kl, ramp: rampOf(rampShare) });
    return {
      ...scaleFree,
      plan: varied.plan,
      flow(peers, { plan }) {
        const now = varied.at(plan);
        const labels = supervised(peers, { weight: now.ce });
        if (now.kl === 0 || peers.length < 2) return { edges: labels };
        const students = learners(peers);
        const weight = times(now.kl, now.ramp);
        const edges: Edge[] = students.map(({ id }) => ({
          from: madeFor('others', id),
          to: id,
          loss: softened(now.temperature),
          weight,
          ...(through && { through }),
        }));
        const virtual = Object.fromEntries(
          students.map((peer) => [
            madeFor('others', peer.id),
            { of: peer.id, logits: meanLogits(others(peers, peer)) },
          ]),
        );
        return { edges: [...labels, ...edges], virtual };
      },
    };
  },
});
