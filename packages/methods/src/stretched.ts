import type { ScheduleUse } from '@codistill/core';

/**
 * A schedule, as data, made `factor` times as long: what it says in epochs is multiplied, parts of
 * a run stay. By the conventions of the schedules of
 * `@codistill/optimizers`: lengths are options that end in `Epochs`, `patience`, `at` from 1 on
 * (the first epoch), and `until` above 1 (1 is the whole run). A schedule of another package whose
 * lengths have other names is not stretched.
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
