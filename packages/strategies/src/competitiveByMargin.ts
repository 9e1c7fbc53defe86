import { defineStrategy } from '@codistill/core';
import { z } from 'zod';
import { negativeMargins, withAnswers } from './competition/costs.ts';
import { learning, learningOptions } from './competition/learning.ts';
import { meansOf, reason, teachersOf, teachersOptions, teaching } from './competition/teaching.ts';
import { entriesOf } from './peers.ts';

/**
 * Competitive distillation that selects the teacher by margin. It is `competitive` with this score
 * instead of C_i in the selection:
 *
 *     -mean_b (z_y - max_{k != y} z_k)
 *
 * z is [batch, K], and y is the class with the largest value in a mixed label. This strategy is a
 * control for the choice of the score. It is our own; the paper has no such method. It is defined
 * for classes and bits, not for numbers.
 */
export const competitiveByMargin = defineStrategy({
  id: 'competitive-by-margin',
  about: 'The network with the largest margin on the batch teaches the others (control).',
  options: z.object({ ...teachersOptions, ...learningOptions }),
  create({ teachers, k, ...options }) {
    const rule = teachersOf({ teachers, k });
    const taught = learning(options, { holdsFor: withAnswers });
    return {
      ...taught.declared,
      plan: taught.plan,
      flow(peers, given) {
        const costs = meansOf(peers.map((peer) => negativeMargins(peer, given.distribution)));
        return taught.flow(peers, peers, entriesOf(teaching(costs, rule)), given, reason(rule));
      },
    };
  },
});
