import type { BeforeEpochEnds } from '@codistill/core';
import { z } from 'zod';

/** A point of time in epochs, with the part of the open one. */
export const epochs = ({ step, stepsPerEpoch }: BeforeEpochEnds): number => step / stepsPerEpoch;

/** The option of schedules that end before the run does. */
export const until = (value: number) =>
  z
    .number()
    .positive()
    .default(value)
    .describe('Until when: up to 1 a part of the run, above epochs.');

/** How much of the way to `end` has passed, 0 to 1; `end` as the option `until` has it. */
export const passed = (moment: BeforeEpochEnds, end: number): number =>
  Math.min(1, (end <= 1 ? moment.progress : epochs(moment)) / end);

/**
 * The first step of the epoch that `moment` is in: for schedules that change between epochs alone.
 */
export function epochBegin(moment: BeforeEpochEnds): BeforeEpochEnds {
  const step = moment.epoch * moment.stepsPerEpoch;
  return {
    ...moment,
    step,
    progress: moment.step === 0 ? 0 : (moment.progress * step) / moment.step,
  };
}
