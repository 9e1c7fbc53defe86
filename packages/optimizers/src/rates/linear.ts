import { defineSchedule, passed } from '@codistill/core';
import { z } from 'zod';
import { spanTo, until } from './until.ts';

/**
 * from + (to - from) t, where t in [0, 1] is the fraction of the way to `until` that has passed.
 */
export const linear = defineSchedule({
  id: 'linear',
  about: 'Linear interpolation from one value to another, constant afterwards.',
  options: z.object({
    from: z.number().default(0).describe('Initial value.'),
    to: z.number().default(1).describe('Final value.'),
    until: until(1),
  }),
  create:
    ({ from, to, until: end }) =>
    (moment) =>
      from + (to - from) * passed(moment, spanTo(end)),
});
