import type { Experiment, Method, Use } from '@codistill/core';
import { arm, use } from './arm.ts';
import { perturbed } from './perturbed.ts';

/**
 * The strategy `competitive` with its options. Classification, the default task, competes on the
 * own views, and the arm says so; for any other task the strategy decides by the distribution.
 */
function competing(
  { task }: Pick<Experiment, 'task'>,
  { competeOn, teachOn, ...others }: Readonly<Record<string, unknown>>,
): Use {
  const on = competeOn ?? (task === undefined ? 'own' : undefined);
  return use('competitive', { ...others, competeOn: on, teachOn });
}

/** The method of that strategy, in which networks are perturbed and updated at the same time. */
export const competingArm = ({
  when,
  pool,
  ...options
}: {
  readonly when: Use;
  readonly pool: readonly Use[];
}): Method => ({
  arm: (base) =>
    arm(base, competing(base, options), { update: 'simultaneous', ...perturbed(when, pool) }),
});
