import { defineSchedule } from '@codistill/core';
import { z } from 'zod';

/**
 * min(1 - 1 / (step + 1), limit): the decay of an average that follows a network. The average is a
 * plain mean over steps until the decay reaches `limit`.
 */
export const averageDecay = defineSchedule({
  id: 'average-decay',
  about: 'The decay of the moving average of a network: min(1 - 1 / (step + 1), limit).',
  source: 'Tarvainen and Valpola 2017, arXiv 1703.01780',
  options: z.object({
    limit: z.number().min(0).lt(1).default(0.999).describe('Maximum of the decay.'),
  }),
  create:
    ({ limit }) =>
    ({ step }) =>
      Math.min(1 - 1 / (step + 1), limit),
});
