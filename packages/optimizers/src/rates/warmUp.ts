import type { BeforeEpochEnds, Schedule } from '@codistill/core';
import { z } from 'zod';

/** The option that learning rates share. */
export const warmUpEpochs = z
  .number()
  .nonnegative()
  .default(0)
  .describe('Epochs in which the rate rises from 0, a step at a time, to where it would be.');

/** A point of time in epochs, with the part of the open one. */
export const epochs = ({ step, stepsPerEpoch }: BeforeEpochEnds): number => step / stepsPerEpoch;

/** `schedule`, multiplied by (step + 1) / (warm-up steps) until they are over. */
export const warmed =
  (schedule: Schedule, warmUp: number): Schedule =>
  (moment) => {
    const steps = warmUp * moment.stepsPerEpoch;
    return schedule(moment) * (moment.step < steps ? (moment.step + 1) / steps : 1);
  };
