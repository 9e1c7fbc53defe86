import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Moment, Schedule } from '../contracts/moment.ts';
import type { Lifted, Plan } from '../contracts/plan.ts';
import { reasonOf } from '../issues.ts';
import { nestedPlugin } from '../plugins/nested.ts';
import { outOfRange } from './errors.ts';

/** A constant number or a schedule. */
export type Varying = number | Schedule;

/** The range of each schedule that was given as an option. */
const ranges = new WeakMap<Schedule, z.ZodNumber>();

/**
 * An option of a strategy that takes a number or a schedule. `number` is the schema of the range,
 * which applies at any time; `value` is the default; `about` describes the option. The strategy
 * passes the option's value to `numbers`, which checks the values of a schedule at each step.
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
 * Support for numbers that may follow a schedule. `plan` returns the values of the schedules at a
 * moment, by name. The host feeds them, so they never change the structure of the graph. `at`
 * returns all values in a step: constants as numbers, schedules as scalars.
 * @throws InputError from `plan`, if the schedule of an option made by `varying` returns a value
 * outside the option's range.
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

/**
 * The value of a schedule at a moment.
 * @throws InputError if it is outside the option's range.
 */
function numberAt(name: string, schedule: Schedule, moment: Moment): number {
  const value = schedule(moment);
  const parsed = ranges.get(schedule)?.safeParse(value);
  if (parsed?.success === false)
    throw outOfRange(name, value, moment.step, reasonOf(parsed.error.issues[0]!));
  return value;
}
