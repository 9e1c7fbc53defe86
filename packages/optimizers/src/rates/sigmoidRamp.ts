import { defineSchedule, rampOver } from '@codistill/core';
import { z } from 'zod';
import { spanTo, until } from './until.ts';

/**
 * peak exp(-sharpness (1 - min(e, L) / L)^2), where e is the epoch from 0 and L is the length of
 * the ramp in epochs (`until`). ONE, OKDDip and PCL use sharpness 5 and L = 80 of 300 epochs, which
 * is the fraction 0.27 of a run of any length. With `by: 'step'`, e includes the fraction of the
 * current epoch, as in the code of mean teacher.
 *
 * Source: Laine and Aila 2017, arXiv 1610.02242; Lan et al. 2018 (ONE), arXiv 1806.04606.
 */
export const sigmoidRamp = defineSchedule({
  id: 'sigmoid-ramp',
  about: 'A ramp along exp(-5 (1 - t)^2), as in ONE and OKDDip, constant afterwards.',
  source: 'Laine and Aila 2017, arXiv 1610.02242; Lan et al. 2018, arXiv 1806.04606',
  options: z.object({
    peak: z.number().default(1).describe('Final value.'),
    sharpness: z.number().positive().default(5).describe('Factor in the exponent.'),
    until: until(0.27),
    by: z
      .enum(['epoch', 'step'])
      .default('epoch')
      .describe('Whether the value changes only between epochs or at every step.'),
  }),
  create({ peak, sharpness, until: end, by }) {
    const ramp = rampOver(spanTo(end), { sharpness, by });
    return (moment) => peak * ramp(moment);
  },
});
