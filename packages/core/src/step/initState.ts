import * as tf from '@tensorflow/tfjs-core';
import type { NetworkId } from '../contracts/ids.ts';
import type { Named } from '../contracts/network.ts';
import type { HostTensor, Optimizer, TrainState } from '../contracts/state.ts';
import { ofPeer } from '../names/metrics.ts';
import { nothingToTrain } from './errors.ts';
import { firstFlow, firstNetworks } from './firstStep.ts';
import { tidied } from './gradient.ts';
import { learns, type Setup } from './setup.ts';
import { toHost, toTensors } from './tensors.ts';
import { checkWeights, type FittedWeights, fitted, type StartWeights } from './weights.ts';

/** Weights by network that replace the random initial values. */
export type Weights = Readonly<Record<NetworkId, StartWeights>>;

/** Weights by network, some of which are read when the network's tensors are known. */
export type GivenWeights = Readonly<Record<NetworkId, StartWeights | FittedWeights>>;

/**
 * The state before the first step. Parameters come from the random streams `init/<network>/<name>`,
 * so networks with the same name and backbone start equal in all methods. A following network
 * starts as a copy of its source. `weights` replace the initial values of a network. The strategy's
 * parameters are created by running its flow once.
 * @throws InputError if weights do not fit their network, if a network that is trained has no
 * parameters, or if the flow does not work for these networks (an unknown peer, features of different
 * shapes).
 */
export const initState = async (
  setup: Setup,
  weights: GivenWeights = {},
): Promise<TrainState<HostTensor>> => (await initRun(setup, weights)).state;

/** Like `initState`, and also returns the metric names of a step. */
export async function initRun(
  setup: Setup,
  given: GivenWeights,
): Promise<{ readonly state: TrainState<HostTensor>; readonly stepMetrics: readonly string[] }> {
  const { networks, strategy, slots, stepMetrics } = tidied(() => {
    const { states, peers } = firstNetworks(setup);
    for (const network of setup.networks)
      if (learns(network) && Object.keys(states[network.id]!.params).length === 0)
        throw nothingToTrain(network.id);
    const weights = fitted(given, states, setup.networks);
    checkWeights(weights, states);
    const { params, stats, terms } = firstFlow(setup, peers);
    const started = Object.fromEntries(
      setup.networks.map(({ id, follows }) => [
        id,
        weights[id] ?? weights[follows?.network ?? id] ?? states[follows?.network ?? id]!,
      ]),
    );
    const measured = peers.flatMap((peer) => [
      ofPeer('score', peer.id),
      ...Object.keys(setup.task?.measure?.(peer) ?? {}).map((name) => ofPeer(name, peer.id)),
    ]);
    return {
      networks: started,
      strategy: { params, stats },
      slots: keptSlots(setup, started, params),
      stepMetrics: ['loss', ...Object.keys(terms), ...measured],
    };
  });
  const slotsOf = await Promise.all(
    setup.networks.map(async ({ id }) => [id, await toHost(slots.networks[id]!)] as const),
  );
  const state = {
    networks: Object.fromEntries(
      slotsOf.map(([id, own]) => {
        const { params, stats } = networks[id]!;
        return [id, { params, stats, slots: own }];
      }),
    ),
    strategy: { ...strategy, slots: await toHost(slots.strategy) },
    memory: { ...setup.strategy.memory?.(setup.setting) },
  };
  return { state, stepMetrics };
}

/** The initial optimizer slots, kept beyond the tidy that creates them. */
function keptSlots(setup: Setup, networks: Weights, strategy: Named<HostTensor>) {
  const slotsOf = (optimizer: Optimizer | undefined, params: Named<HostTensor>) =>
    optimizer && Object.keys(params).length > 0 ? optimizer.init(toTensors(params)) : {};
  const all = Object.fromEntries(
    setup.networks.map(({ id, optimizer }) => [id, slotsOf(optimizer, networks[id]!.params)]),
  );
  const slots = { networks: all, strategy: slotsOf(setup.optimizer, strategy) };
  for (const group of [...Object.values(all), slots.strategy])
    for (const tensor of Object.values(group)) tf.keep(tensor);
  return slots;
}

/** The initial values of each network by itself. */
export const initWeights = (setup: Setup): Weights => tidied(() => firstNetworks(setup).states);
