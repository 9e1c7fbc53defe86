import { ce, defineStrategy, supervised } from '@codistill/core';
import { z } from 'zod';
import { withAnswers } from './competition/costs.ts';

/**
 * Every network learns from smoothed labels alone: L_i = CE(z_i, (1 - e) y + e / K), with z_i and y
 * [batch, K] and e in [0, 1]. With e > 0, it is defined for classes and bits, not for numbers. This
 * strategy is a control for methods that soften targets.
 *
 * Source: Szegedy et al. 2016, section 7.
 */
export const labelSmoothing = defineStrategy({
  id: 'label-smoothing',
  about: 'Every network learns only from smoothed labels (control).',
  source: 'Szegedy et al. 2016, arXiv 1512.00567',
  options: z.object({
    smoothing: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('e, the part of a label that is spread evenly over all classes.'),
  }),
  create: ({ smoothing }) => ({
    ...(smoothing > 0 && { holdsFor: withAnswers }),
    flow: (peers) => ({ edges: supervised(peers, { loss: ce({ smoothing }) }) }),
  }),
});
