import { defineSchedule } from '@codistill/core';
import { z } from 'zod';

/**
 * min(1 - 1 / (step + 1), d): the decay of a moving average that is a plain mean at first, so that it forgets its start. For `follows: { decay }` of a network.
 * Source: Tarvainen and Valpola 2017 (mean teacher), d = 0.999.
 */
export const averageDecay = defineSchedule({
  id: 'average-decay',
  about: 'The decay of a moving average: that of a plain mean at first, then constant.',
  source: 'github.com/CuriousAI/mean-teacher',
  options: z.object({ decay: z.number().min(0).lt(1).default(0.999).describe('The largest decay, d.') }),
  create:
    ({ decay }) =>
    ({ step }) =>
      Math.min(1 - 1 / (step + 1), decay),
});
