import {
  defineStrategy,
  type Edge,
  numbers,
  softened,
  supervised,
  times,
  varying,
} from '@codistill/core';
import { z } from 'zod';
import { noEnsembleHead } from './errors.ts';
import { byNetwork, headOf, learners } from './peers.ts';
import { rampOf, rampShareOption } from './rampShare.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * On-the-fly native ensemble (ONE): the branches of one network learn from their gated ensemble.
 *
 *     L = sum_i CE(z_i, y) + CE(z_e, y) + w(t) sum_i T^2 KL(sg p_e^T || p_i^T)
 *     z_e = sum_i g_i z_i
 *     w(t) = exp(-5 (1 - t / L)^2) up to L, then 1
 *
 * z and y are [batch, K], and g is [batch, branches]. In w(t), t is the epoch and L the length of
 * the ramp. Gate and ensemble are the head `ensemble` of the backbone `branches`, which is
 * deployed.
 *
 * Source: Lan, Zhu and Gong, NeurIPS 2018. Differences from it: `one.card.md`.
 * @throws InputError if no network has a head `ensemble`.
 */
export const one = defineStrategy({
  id: 'one',
  about:
    'The branches of one network learn from their gated ensemble (on-the-fly native ensemble).',
  source: 'Lan et al. 2018, arXiv 1806.04606; github.com/Lan1991Xu/ONE_NeurIPS2018',
  options: z.object({
    temperature: varying(
      z.number().positive(),
      3,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
    weight: varying(z.number().nonnegative(), 1, 'Factor of the KL terms.'),
    rampShare: rampShareOption(0.27),
  }),
  create({ temperature, weight, rampShare }) {
    const varied = numbers({ temperature, weight, ramp: rampOf(rampShare) });
    return {
      ...scaleFree,
      plan: varied.plan,
      flow(peers, { plan }) {
        const now = varied.at(plan);
        const factor = times(now.weight, now.ramp);
        const edges: Edge[] = byNetwork(learners(peers)).flatMap((heads) => {
          const ensemble = heads.find((peer) => headOf(peer) === 'ensemble');
          if (!ensemble) return [];
          return heads
            .filter((peer) => peer !== ensemble)
            .map(({ id }) => ({
              from: ensemble.id,
              to: id,
              loss: softened(now.temperature),
              weight: factor,
            }));
        });
        if (edges.length === 0) throw noEnsembleHead('one', peers.map(headOf));
        return { edges: [...supervised(peers), ...edges] };
      },
    };
  },
});
