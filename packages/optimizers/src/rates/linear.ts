import { defineSchedule, passed } from '@codistill/core';
import { z } from 'zod';
import { spanTo, until } from './time.ts';

/** from + (to - from) t, t the part of the way to `until` that has passed. */
export const linear = defineSchedule({
  id: 'linear',
  about: 'A number that goes from one value to another in a straight line, and stays there.',
  options: z.object({
    from: z.number().default(0).describe('Where it starts.'),
    to: z.number().default(1).describe('Where it ends.'),
    until: until(1),
  }),
  create:
    ({ from, to, until: end }) =>
    (moment) =>
      from + (to - from) * passed(moment, spanTo(end)),
});
