import { type BeforeEpochEnds, defineSchedule } from '@codistill/core';
import { z } from 'zod';
import { warmed, warmUpEpochs } from './warmUp.ts';

/**
 * peak factor^k, where k is the number of points in `at` that have passed. Points below 1 are
 * fractions of the run, and others are epochs. "Times 0.1 at 100 and 150" is `at: [100, 150]`, and
 * "times 0.2 at 60, 120, 160" is `at: [60, 120, 160], factor: 0.2`. The default is the "times 0.1
 * every 60 of 200 epochs" of deep mutual learning, `at: [60, 120, 180]`, as fractions of a run of
 * any length.
 */
export const steps = defineSchedule({
  id: 'steps',
  about: 'Multiplies its value by a factor at given points of the run.',
  source: 'Zhang et al. 2018, arXiv 1706.00384 (times 0.1 every 60 of 200 epochs)',
  options: z.object({
    peak: z.number().positive().default(0.1).describe('Initial value.'),
    factor: z.number().positive().default(0.1).describe('Factor at each point.'),
    at: z
      .array(z.number().positive())
      .default([0.3, 0.6, 0.9])
      .describe('Points in time: fractions of the run below 1, epochs from 1.'),
    warmUpEpochs,
  }),
  create: ({ peak, factor, at, warmUpEpochs: warmUp }) =>
    warmed(
      (moment) => peak * factor ** at.filter((point) => reached(moment, point)).length,
      warmUp,
    ),
});

// Both sides are one division, rounded once, so a point that falls on a step is reached at that
// step.
const reached = ({ progress, step, stepsPerEpoch }: BeforeEpochEnds, point: number) =>
  (point < 1 ? progress : step / stepsPerEpoch) >= point;
