import type { ScheduleUse } from '@codistill/core';

/**
 * A schedule, as data, stretched by `factor`. Lengths in epochs are multiplied, and fractions of
 * the run stay. The schedules of `@codistill/optimizers` have these lengths: options that end in
 * `Epochs`, `patience`, `at` from 1 on (1 is the first epoch), and `until` above 1 (1 is the whole
 * run). A schedule of another package is not stretched if its lengths have other names.
 */
export function stretched(schedule: ScheduleUse, factor: number): ScheduleUse {
  if (typeof schedule !== 'object') return schedule;
  const option = ([name, value]: readonly [string, unknown]): readonly [string, unknown] => {
    if (typeof value === 'number' && (name.endsWith('Epochs') || name === 'patience'))
      return [name, value * factor];
    if (name === 'until')
      return [name, typeof value === 'number' && value > 1 ? value * factor : value];
    if (name === 'at' && Array.isArray(value))
      return [
        name,
        value.map((point) => (typeof point === 'number' && point >= 1 ? point * factor : point)),
      ];
    return [name, value];
  };
  return Object.fromEntries(Object.entries(schedule).map(option)) as ScheduleUse;
}
