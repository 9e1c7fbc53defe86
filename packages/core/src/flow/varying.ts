import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Moment, Schedule } from '../contracts/moment.ts';
import type { Lifted, Plan } from '../contracts/plan.ts';
import { reasonOf } from '../issues.ts';
import { nestedPlugin } from '../plugins/nested.ts';
import { outOfRange } from './errors.ts';

/** A number, or a number over time. */
export type Varying = number | Schedule;

/** What the values of a schedule that an option was given may be. */
const ranges = new WeakMap<Schedule, z.ZodNumber>();

/**
 * An option of a strategy that is a number or a schedule of it, in the same range at any time:
 * `number` says the range, `value` the default and `about` what the option is. A strategy hands what
 * it is given to `numbers`, which checks the values of a schedule as they are due.
 *
 * @example
 * ```ts
 * const options = z.object({
 *   weight: varying(z.number().nonnegative(), 1, 'Factor of the KL terms.'),
 * });
 * console.log(options.parse({})); // { weight: 1 }
 * ```
 */
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

/**
 * Numbers that may vary, as a strategy needs them: `plan` gives the values at a moment of those
 * that are schedules, by name, so that the host feeds them and they never shape the program; `at`
 * gives every one of them in a step, the fixed ones as numbers and the others as scalars.
 * @throws InputError from `plan`, where the schedule of an option made by `varying` gives a value
 * that is out of the option's range.
 *
 * @example
 * ```ts
 * const allTeach = defineStrategy({
 *   id: 'all-teach',
 *   about: 'Every network teaches every other.',
 *   options: z.object({ weight: varying(z.number().nonnegative(), 1, 'Factor of the KL terms.') }),
 *   create({ weight }) {
 *     const varied = numbers({ weight });
 *     return {
 *       plan: varied.plan,
 *       flow(peers, { plan }) {
 *         const now = varied.at(plan);
 *         const taught = taughtBy(peers, peers, () => 1, softened(1), now.weight);
 *         return { edges: [...supervised(peers), ...taught] };
 *       },
 *     };
 *   },
 * });
 * ```
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

/** The value of a schedule at a moment. @throws InputError where it is out of the option's range. */
function numberAt(name: string, schedule: Schedule, moment: Moment): number {
  const value = schedule(moment);
  const parsed = ranges.get(schedule)?.safeParse(value);
  if (parsed?.success === false)
    throw outOfRange(name, value, moment.step, reasonOf(parsed.error.issues[0]!));
  return value;
}
