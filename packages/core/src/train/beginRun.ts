import type { Observer } from '../contracts/observer.ts';
import type { HostTensor, TrainState } from '../contracts/state.ts';
import type { Resolved } from '../data/resolve.ts';
import { type GivenWeights, initRun } from '../step/initState.ts';
import { checkMetrics } from './checkMetrics.ts';
import { missingWeights } from './errors.ts';

/**
 * The initial state of a run, and the names of the metrics of its history. First it checks
 * everything that can be known before training: the flow works for the networks, the weights fit
 * their networks, and the metrics that schedules and observers read will exist.
 * @throws InputError if one of these checks fails.
 */
export async function beginRun(
  resolved: Resolved,
  {
    weights = {},
    observers = [],
  }: {
    readonly weights?: GivenWeights;
    readonly observers?: readonly Observer[];
  } = {},
): Promise<{ readonly state: TrainState<HostTensor>; readonly metrics: readonly string[] }> {
  for (const [id, spec] of Object.entries(resolved.experiment.networks))
    if ('weights' in spec && spec.weights !== undefined && !weights[id]) throw missingWeights(id);
  const { state, stepMetrics } = await initRun(resolved.setup, weights);
  return { state, metrics: checkMetrics(resolved, stepMetrics, observers) };
}
