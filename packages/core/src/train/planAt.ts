import type { Moment } from '../contracts/moment.ts';
import type { StepPlan } from '../contracts/plan.ts';
import type { Resolved } from '../data/resolve.ts';
import { tryMoments } from '../data/scheduleValues.ts';
import { stream } from '../random/stream.ts';
import { wrongPlan } from './errors.ts';

/**
 * What the host decides for the step at a moment.
 * @throws InputError if a number of the plan is not finite, or if a schedule is out of its range.
 */
export function planAt(
  { setup, rates, follow, experiment, task }: Resolved,
  given: Moment,
): StepPlan {
  const moment: Moment = { ...given, main: task.metrics[0] };
  const at = (schedules: Resolved['rates']) =>
    Object.fromEntries(Object.entries(schedules).map(([id, schedule]) => [id, schedule(moment)]));
  const strategy =
    setup.strategy.plan?.(moment, stream(experiment.seed, 'strategy/plan', moment.step)) ?? {};
  for (const [name, value] of Object.entries(strategy))
    if (typeof value === 'number' && !Number.isFinite(value))
      throw wrongPlan(name, value, moment.step);
  return {
    seed: experiment.seed,
    step: moment.step,
    learningRate: at(rates) as StepPlan['learningRate'],
    strategy,
    follow: at(follow),
  };
}

/**
 * Makes the plans of the first and the last step of every epoch, to find values that leave their
 * range only later in a run. Skips plans that depend on results, because there are none yet.
 * @throws InputError if a schedule leaves its range; all errors of the strategy's plan.
 */
export function tryPlans(resolved: Resolved): void {
  const { stepsPerEpoch, experiment } = resolved;
  tryMoments({ epochs: experiment.epochs, stepsPerEpoch }, (moment) => planAt(resolved, moment));
}
