import type { NetworkId } from '../contracts/ids.ts';
import type { Observer } from '../contracts/observer.ts';
import type { HostTensor, TrainState } from '../contracts/state.ts';
import type { Resolved } from '../data/resolve.ts';
import { initRun } from '../step/initState.ts';
import type { StartWeights } from '../step/weights.ts';
import { checkMetrics } from './checkMetrics.ts';
import { missingWeights } from './errors.ts';

/**
 * The state that a run begins with, once all is checked that can be known before training: that the
 * flow holds, that weights fit the networks that start from them, and that the metrics which
 * schedules and observers read will be there.
 * @throws InputError where one of them does not.
 */
export async function beginRun(
  resolved: Resolved,
  {
    weights = {},
    observers = [],
  }: {
    readonly weights?: Readonly<Record<NetworkId, StartWeights>>;
    readonly observers?: readonly Observer[];
  } = {},
): Promise<TrainState<HostTensor>> {
  for (const [id, spec] of Object.entries(resolved.experiment.networks))
    if ('weights' in spec && spec.weights !== undefined && !weights[id]) throw missingWeights(id);
  const { state, stepMetrics } = await initRun(resolved.setup, weights);
  checkMetrics(resolved, stepMetrics, observers);
  return state;
}
