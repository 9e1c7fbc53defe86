import { defineStrategy } from '@codistill/core';
import { z } from 'zod';
import { errors, withAnswers } from './competition/costs.ts';
import { learning, learningOptions } from './competition/learning.ts';
import { meansOf, reason, teachersOf, teachersOptions, teaching } from './competition/teaching.ts';
import { entriesOf } from './peers.ts';

/**
 * Competitive distillation that selects the teacher by accuracy. It is `competitive` with the error
 * rate of the batch, in [0, 1], instead of C_i in the selection. The class of a mixed label is the
 * one with the largest value. This strategy is a control for selection by the loss. It is our own;
 * the paper has no such method. It is defined for classes and bits, not for numbers.
 */
export const competitiveByAccuracy = defineStrategy({
  id: 'competitive-by-accuracy',
  about: 'The network with the highest accuracy on the batch teaches the others (control).',
  options: z.object({ ...teachersOptions, ...learningOptions }),
  create({ teachers, k, ...options }) {
    const rule = teachersOf({ teachers, k });
    const taught = learning(options, { holdsFor: withAnswers });
    return {
      ...taught.declared,
      plan: taught.plan,
      flow(peers, given) {
        const rates = meansOf(peers.map((peer) => errors(peer, given.distribution)));
        return taught.flow(peers, peers, entriesOf(teaching(rates, rule)), given, reason(rule));
      },
    };
  },
});
