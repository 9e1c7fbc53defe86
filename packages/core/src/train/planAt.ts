import type { Moment, StepPlan } from '../contracts/run.ts';
import type { Resolved } from '../data/resolve.ts';
import { stream } from '../random/stream.ts';

/** What the host decides for the step at `moment`. */
export function planAt({ setup, rates, follow, experiment }: Resolved, moment: Moment): StepPlan {
  const at = (schedules: Resolved['rates']) =>
    Object.fromEntries(Object.entries(schedules).map(([id, schedule]) => [id, schedule(moment)]));
  return {
    seed: experiment.seed,
    step: moment.step,
    learningRate: at(rates) as StepPlan['learningRate'],
    strategy:
      setup.strategy.plan?.(moment, stream(experiment.seed, 'strategy/plan', moment.step)) ?? {},
    follow: at(follow),
  };
}
