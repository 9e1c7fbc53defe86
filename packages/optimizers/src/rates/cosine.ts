import { defineSchedule } from '@codistill/core';
import { z } from 'zod';
import { warmed, warmUpEpochs } from './warmUp.ts';

/**
 * floor + (peak - floor) (1 + cos(pi progress)) / 2: half a wave over the run (Loshchilov and
 * Hutter 2017, without restarts). A floor above the peak rises.
 */
export const cosine = defineSchedule({
  id: 'cosine',
  about: 'A number that falls along half a cosine over the run.',
  source: 'Loshchilov and Hutter 2017, arXiv 1608.03983',
  options: z.object({
    peak: z.number().nonnegative().default(0.1).describe('Where it starts.'),
    floor: z.number().nonnegative().default(0).describe('Where it ends.'),
    warmUpEpochs,
  }),
  create: ({ peak, floor, warmUpEpochs: warmUp }) =>
    warmed(
      ({ progress }) => floor + ((peak - floor) * (1 + Math.cos(Math.PI * progress))) / 2,
      warmUp,
    ),
});
