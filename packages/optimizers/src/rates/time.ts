import type { Span } from '@codistill/core';
import { z } from 'zod';

/** The option of schedules that end before the run does. */
export const until = (value: number) =>
  z
    .number()
    .positive()
    .default(value)
    .describe('Until when: up to 1 a part of the run, above epochs.');

/** The span that ends at `end`, as the option `until` has it. */
export const spanTo = (end: number): Span => (end <= 1 ? { share: end } : { epochs: end });
