import type { Experiment, Use } from '@codistill/core';
import { use } from './arm.ts';

/**
 * The strategy `competitive` with its options. Classification, the default task, competes on the own
 * views, and the arm says so; for any other task the strategy decides by the distribution.
 */
export function competing(
  { task }: Pick<Experiment, 'task'>,
  { competeOn, teachOn, ...others }: Readonly<Record<string, unknown>>,
): Use {
  const on = competeOn ?? (task === undefined ? 'own' : undefined);
  return use('competitive', { ...others, competeOn: on, teachOn });
}
