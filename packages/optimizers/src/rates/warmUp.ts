import type { Schedule } from '@codistill/core';
import { z } from 'zod';

/** The warm-up option that learning rates share. */
export const warmUpEpochs = z
  .number()
  .nonnegative()
  .default(0)
  .describe('Epochs of linear warm-up from 0, step by step.');

/**
 * `schedule`, multiplied by (step + 1) / (warm-up steps) during the warm-up. The learning rate of
 * the first step is already above 0 (Goyal et al. 2017, arXiv 1706.02677).
 */
export const warmed =
  (schedule: Schedule, warmUp: number): Schedule =>
  (moment) => {
    const steps = warmUp * moment.stepsPerEpoch;
    return schedule(moment) * Math.min(1, steps > 0 ? (moment.step + 1) / steps : 1);
  };
