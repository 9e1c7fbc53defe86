import type { Span } from '@codistill/core';
import { z } from 'zod';

/** The option of schedules that end before the run does. */
export const until = (value: number) =>
  z
    .number()
    .positive()
    .default(value)
    .describe('Point in time: a fraction of the run up to 1, epochs above 1.');

/** The span that ends at `end`, as the option `until` has it. */
export const spanTo = (end: number): Span => (end <= 1 ? { share: end } : { epochs: end });
