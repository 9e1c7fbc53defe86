import type { Moment } from '../contracts/moment.ts';
import type { StepPlan } from '../contracts/plan.ts';
import type { Resolved } from '../data/resolve.ts';
import { tryMoments } from '../data/scheduleValues.ts';
import { stream } from '../random/stream.ts';
import { wrongPlan } from './errors.ts';

/**
 * What the host decides for the step at `moment`. @throws InputError where a number of it is none,
 * or a schedule is out of its range.
 */
export function planAt({ setup, rates, follow, experiment }: Resolved, moment: Moment): StepPlan {
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
 * Plans the first and the last step of every epoch, for what is out of its range only later in a
 * run. Where a plan depends on results, of which there are none yet, it is left to its step.
 * @throws InputError where a schedule leaves its range; what the strategy's plan throws.
 */
export function tryPlans(resolved: Resolved): void {
  const { stepsPerEpoch, experiment } = resolved;
  tryMoments({ epochs: experiment.epochs, stepsPerEpoch }, (moment) => planAt(resolved, moment));
}
