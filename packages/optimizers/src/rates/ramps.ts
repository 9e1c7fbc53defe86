import { defineSchedule, type Moment } from '@codistill/core';
import { z } from 'zod';
import { epochs } from './warmUp.ts';

const length = (value: number) => z.number().positive().default(value).describe('Until when: up to 1 a part of the run, above epochs.');

/** How much of the way to `until` has passed, 0 to 1. */
const passed = (moment: Moment, until: number) => Math.min(1, (until <= 1 ? moment.progress : epochs(moment)) / until);

/** from + (to - from) t, t the part of the way that has passed. */
export const linear = defineSchedule({
  id: 'linear',
  about: 'A number that goes from one value to another in a straight line, and stays there.',
  options: z.object({
    from: z.number().default(0).describe('Where it starts.'),
    to: z.number().default(1).describe('Where it ends.'),
    until: length(1),
  }),
  create:
    ({ from, to, until }) =>
    (moment) =>
      from + (to - from) * passed(moment, until),
});

/** peak exp(-sharpness (1 - t)^2), t the part of the way that has passed (Laine and Aila 2017); ONE's is exp(-5 (1 - e / 80)^2) in the first 80 of 300 epochs. */
export const sigmoidRamp = defineSchedule({
  id: 'sigmoid-ramp',
  about: 'A number that rises along exp(-5 (1 - t)^2), as in ONE and OKDDip, and stays there.',
  source: 'Laine and Aila 2017, arXiv 1610.02242; Lan et al. 2018, arXiv 1806.04606',
  options: z.object({
    peak: z.number().default(1).describe('Where it ends.'),
    sharpness: z.number().positive().default(5).describe('The factor in the exponent.'),
    until: length(0.27),
  }),
  create:
    ({ peak, sharpness, until }) =>
    (moment) =>
      peak * Math.exp(-sharpness * (1 - passed(moment, until)) ** 2),
});

/** 0 until `until`, then `value`: the burn-in of codistillation (Anil et al. 2018). */
export const burnIn = defineSchedule({
  id: 'burn-in',
  about: 'Zero at first, then a number.',
  source: 'Anil et al. 2018, arXiv 1804.03235',
  options: z.object({ value: z.number().default(1).describe('The number.'), until: length(0.4) }),
  create:
    ({ value, until }) =>
    (moment) =>
      passed(moment, until) < 1 ? 0 : value,
});

/** `value` until `until`, then 0. */
export const stopAt = defineSchedule({
  id: 'stop-at',
  about: 'A number at first, then zero.',
  options: z.object({ value: z.number().default(1).describe('The number.'), until: length(0.5) }),
  create:
    ({ value, until }) =>
    (moment) =>
      passed(moment, until) < 1 ? value : 0,
});

/** min(1 - 1 / (step + 1), limit): the decay of an average that follows a network, which starts as a plain mean (Tarvainen and Valpola 2017). */
export const averageDecay = defineSchedule({
  id: 'average-decay',
  about: 'The decay of an average that follows a network: min(1 - 1 / (step + 1), limit).',
  source: 'Tarvainen and Valpola 2017, arXiv 1703.01780',
  options: z.object({ limit: z.number().min(0).lt(1).default(0.999).describe('Its highest value.') }),
  create:
    ({ limit }) =>
    ({ step }) =>
      Math.min(1 - 1 / (step + 1), limit),
});
