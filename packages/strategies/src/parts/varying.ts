import {
  type Lifted,
  type Moment,
  nestedPlugin,
  type Plan,
  reasonOf,
  type Schedule,
} from '@codistill/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { outOfRange } from '../errors.ts';

/** A number, or a number over time. */
export type Varying = number | Schedule;

/** What the values of a schedule that an option was given may be. */
const ranges = new WeakMap<Schedule, z.ZodNumber>();

/** An option of a strategy that is a number or a schedule of it, in the same range at any time. */
export const varying = (number: z.ZodNumber, value: number, about: string) =>
  z
    .union([
      number,
      nestedPlugin('schedule').transform((given): Schedule => {
        const schedule: Schedule = (moment) => given(moment);
        ranges.set(schedule, number);
        return schedule;
      }),
    ])
    .default(value)
    .describe(about);

/** The value of a schedule at a moment. @throws InputError where it is out of the option's range. */
function numberAt(name: string, schedule: Schedule, moment: Moment): number {
  const value = schedule(moment);
  const parsed = ranges.get(schedule)?.safeParse(value);
  if (parsed?.success === false)
    throw outOfRange(name, value, moment.step, reasonOf(parsed.error.issues[0]!));
  return value;
}

/**
 * Numbers that may vary: `plan` has the host decide those that are schedules, so that they are fed
 * and never shape the program; `at` gives every one of them in a step, the fixed ones as numbers
 * and the others as scalars.
 */
export function numbers<K extends string>(
  values: Readonly<Record<K, Varying>>,
): {
  plan(moment: Moment): Readonly<Record<string, number>>;
  at(plan: Lifted<Plan>): Readonly<Record<K, number | Scalar>>;
} {
  const entries = Object.entries<Varying>(values);
  return {
    plan: (moment) =>
      Object.fromEntries(
        entries.flatMap(([name, value]) =>
          typeof value === 'function' ? [[name, numberAt(name, value, moment)]] : [],
        ),
      ),
    at: (plan) =>
      Object.fromEntries(
        entries.map(([name, value]) => [
          name,
          typeof value === 'function' ? (plan[name] as Scalar) : value,
        ]),
      ) as Record<K, number | Scalar>,
  };
}

/** a b, a number where both are. */
export function times(a: number | Scalar, b: number | Scalar): number | Scalar {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (a === 1) return b;
  return b === 1 ? a : (tf.mul(a, b) as Scalar);
}

/**
 * Whether an edge of this weight can be left out: it is the number 0, not a schedule that passes
 * through 0.
 */
export const isNothing = (weight: number | Scalar): boolean => weight === 0;
