import { defineSchedule } from '@codistill/core';
import { z } from 'zod';
import { warmed, warmUpEpochs } from './warmUp.ts';

/** The same value at all times. */
export const constant = defineSchedule({
  id: 'constant',
  about: 'A constant value.',
  options: z.object({ value: z.number().default(0.1).describe('The value.'), warmUpEpochs }),
  create: ({ value, warmUpEpochs: warmUp }) => warmed(() => value, warmUp),
});
