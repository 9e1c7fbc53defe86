import { defineSchedule, startAfter } from '@codistill/core';
import { z } from 'zod';
import { spanTo, until } from './until.ts';

/**
 * 0 before `until`, then `value`. The code of codistillation uses 28 of 70 epochs, which is the
 * default fraction 0.4 (Anil et al. 2018).
 */
export const burnIn = defineSchedule({
  id: 'burn-in',
  about: 'Zero until a point in time, then a constant value.',
  source: 'Anil et al. 2018, arXiv 1804.03235',
  options: z.object({
    value: z.number().default(1).describe('Value after that point.'),
    until: until(0.4),
  }),
  create({ value, until: end }) {
    const started = startAfter(spanTo(end));
    return (moment) => (started(moment) === 0 ? 0 : value);
  },
});
