import type { Span } from '@codistill/core';
import { z } from 'zod';

/** The option of schedules that may end before the run does. */
export const until = (value: number) =>
  z
    .number()
    .positive()
    .default(value)
    .describe('Point in time: a fraction of the run up to 1, epochs above 1.');

/**
 * The span that ends at `end`, a value of the option `until`: at most 1, a fraction of the run;
 * above, epochs.
 */
export const spanTo = (end: number): Span => (end <= 1 ? { share: end } : { epochs: end });
