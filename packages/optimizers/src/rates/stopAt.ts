import { defineSchedule, passed } from '@codistill/core';
import { z } from 'zod';
import { spanTo, until } from './until.ts';

/** `value` before `until`, then 0. For example, `until: k` makes a teacher stop at epoch k. */
export const stopAt = defineSchedule({
  id: 'stop-at',
  about: 'A constant value until a point in time, then zero.',
  options: z.object({
    value: z.number().default(1).describe('Value before that point.'),
    until: until(0.5),
  }),
  create:
    ({ value, until: end }) =>
    (moment) =>
      passed(moment, spanTo(end)) < 1 ? value : 0,
});
