import { defineSchedule } from '@codistill/core';
import { z } from 'zod';
import { warmed, warmUpEpochs } from './warmUp.ts';

/**
 * floor + (peak - floor) (1 + cos(pi progress)) / 2, with progress in [0, 1]: half a wave over the
 * run (Loshchilov and Hutter 2017, without restarts). If the floor is above the peak, the value
 * rises.
 */
export const cosine = defineSchedule({
  id: 'cosine',
  about: 'Cosine decay from a peak to a floor over the run.',
  source: 'Loshchilov and Hutter 2017, arXiv 1608.03983',
  options: z.object({
    peak: z.number().nonnegative().default(0.1).describe('Initial value.'),
    floor: z.number().nonnegative().default(0).describe('Final value.'),
    warmUpEpochs,
  }),
  create: ({ peak, floor, warmUpEpochs: warmUp }) =>
    warmed(
      ({ progress }) => floor + ((peak - floor) * (1 + Math.cos(Math.PI * progress))) / 2,
      warmUp,
    ),
});
