import type { NetworkId } from '../contracts/ids.ts';
import type { Backbone, Named } from '../contracts/network.ts';
import type { HostTensor, NetworkState, TrainState } from '../contracts/state.ts';
import { unknownWeights, unlikeState, unlikeWeights, weightsNotFinite } from './errors.ts';
import type { NetworkSetup } from './setup.ts';
import { flattenState } from './state.ts';
import { unlikeTensors } from './unlike.ts';

/** Initial weights of a network: the trained values of another network, or its own. */
export interface StartWeights extends Pick<NetworkState<HostTensor>, 'params' | 'stats'> {
  /** The name of the weights' file for messages. */
  readonly path?: string;
}

/** Weights that are read for a network once its tensors are known, such as those of elsewhere. */
export interface FittedWeights {
  /** The name of the weights' file for messages. */
  readonly path?: string;
  /**
   * The weights for a network of a backbone that starts with `fresh`.
   * @throws InputError if they do not fit.
   */
  fit(
    fresh: Pick<StartWeights, 'params' | 'stats'>,
    backbone: Backbone,
  ): Pick<StartWeights, 'params' | 'stats'>;
}

/** The weights of networks, fitted to the networks that start with `fresh`. */
export const fitted = (
  weights: Readonly<Record<NetworkId, StartWeights | FittedWeights>>,
  fresh: Readonly<Record<NetworkId, StartWeights>>,
  networks: readonly NetworkSetup[],
): Record<NetworkId, StartWeights> =>
  Object.fromEntries(
    Object.entries(weights).map(([id, given]) => {
      if (!('fit' in given)) return [id, given];
      const network = networks.find((one) => one.id === id);
      if (!network) throw unknownWeights(id, Object.keys(fresh));
      const { path } = given;
      return [
        id,
        { ...given.fit(fresh[id]!, network.backbone), ...(path !== undefined && { path }) },
      ];
    }),
  );

/**
 * Checks weights against the networks that start from them.
 * @throws InputError if weights belong to no network, if their names or shapes differ from the
 * network's, or if a number is not finite.
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
 * Checks a saved state against the initial state of the experiment.
 * @throws InputError if names or shapes differ, or if a number outside the memory is not finite.
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

/** The names of tensors with a number that is not finite. */
export const notFinite = (tensors: Named<HostTensor>): string[] =>
  Object.entries(tensors).flatMap(([name, { data }]) =>
    data instanceof Float32Array && !data.every(Number.isFinite) ? [name] : [],
  );

/** All tensors of a state except the strategy's memory, which may contain any values. */
export const trainedTensors = (state: TrainState<HostTensor>): Named<HostTensor> =>
  flattenState({ ...state, memory: {} });
