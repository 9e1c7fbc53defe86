import type { NetworkId } from '../contracts/ids.ts';
import type { Named } from '../contracts/network.ts';
import type { HostTensor, NetworkState, TrainState } from '../contracts/state.ts';
import { unknownWeights, unlikeState, unlikeWeights, weightsNotFinite } from './errors.ts';
import { flattenState } from './state.ts';
import { unlikeTensors } from './unlike.ts';

/** What a network starts with: the trained values of another, or of itself. */
export interface StartWeights extends Pick<NetworkState<HostTensor>, 'params' | 'stats'> {
  /** What their file is called in messages. */
  readonly path?: string;
}

/**
 * @throws InputError where weights are for no network, have other names or shapes than the network's
 * own, or are not finite numbers.
 */
export function checkWeights(
  weights: Readonly<Record<NetworkId, StartWeights>>,
  expected: Readonly<Record<NetworkId, StartWeights>>,
): void {
  for (const [id, given] of Object.entries(weights)) {
    if (!Object.hasOwn(expected, id)) throw unknownWeights(id, Object.keys(expected));
    const own = expected[id]!;
    const unlike = unlikeTensors(
      { ...given.params, ...given.stats },
      { ...own.params, ...own.stats },
    );
    if (unlike) throw unlikeWeights(id, given.path, unlike);
    const bad = notFinite({ ...given.params, ...given.stats });
    if (bad.length > 0) throw weightsNotFinite(given.path ?? `the weights of "${id}"`, bad);
  }
}

/**
 * @throws InputError where a state that was saved has other names or shapes than the one that the
 * experiment begins with, or is not finite.
 */
export function checkState(
  saved: TrainState<HostTensor>,
  expected: TrainState<HostTensor>,
  path: string,
): void {
  const unlike = unlikeTensors(flattenState(saved), flattenState(expected));
  if (unlike) throw unlikeState(path, unlike);
  const bad = notFinite(trainedTensors(saved));
  if (bad.length > 0) throw weightsNotFinite(path, bad);
}

/** The names of tensors that hold a number which is not finite. */
export const notFinite = (tensors: Named<HostTensor>): string[] =>
  Object.entries(tensors).flatMap(([name, { data }]) =>
    data instanceof Float32Array && !data.every(Number.isFinite) ? [name] : [],
  );

/** Of a state, all but the strategy's memory, in which anything may stand. */
export const trainedTensors = (state: TrainState<HostTensor>): Named<HostTensor> =>
  flattenState({ ...state, memory: {} });
