import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Peer } from '../contracts/flow.ts';
import type { Named } from '../contracts/network.ts';
import type {
  HostTensor,
  Moment,
  NetworkId,
  NetworkState,
  Optimizer,
  TrainState,
} from '../contracts/run.ts';
import { unknownLook } from '../errors.ts';
import { flowLoss } from '../flow/flowLoss.ts';
import { ofPeer } from '../names/metrics.ts';
import { stream } from '../random/stream.ts';
import { initScope } from '../scope/scope.ts';
import { toPeer } from './forward.ts';
import { tidied } from './gradient.ts';
import { liftPlan } from './lift.ts';
import { looksOf, type Setup } from './setup.ts';
import { checkWeights, type StartWeights } from './weights.ts';

// Enough for a strategy that takes a batch apart in two halves.
const examples = 4;

type Weights = Readonly<Record<NetworkId, StartWeights>>;

/**
 * The state before the first step. Parameters come from the streams `init/<network>/<name>`, so
 * that equal networks of two methods start equal; a following network starts as its source;
 * `weights` replace what a network would start with. The strategy's parameters are made by running
 * its flow once.
 * @throws InputError where weights do not fit the network; where the flow does not hold for these
 * networks (an unknown peer, unlike features), before any training.
 */
export const initState = async (
  setup: Setup,
  weights: Readonly<Record<NetworkId, StartWeights>> = {},
): Promise<TrainState<HostTensor>> => (await initRun(setup, weights)).state;

/** The same, with the names of the metrics that a step will have. */
export async function initRun(
  setup: Setup,
  weights: Weights,
): Promise<{ readonly state: TrainState<HostTensor>; readonly stepMetrics: readonly string[] }> {
  const { networks, strategy, slots } = tidied(() => {
    const made = initNetworks(setup);
    checkWeights(weights, made.states);
    const own = initStrategy(setup, made.peers);
    const started = Object.fromEntries(
      setup.networks.map(({ id, follows }) => [
        id,
        weights[id] ?? weights[follows?.network ?? id] ?? made.states[follows?.network ?? id]!,
      ]),
    );
    const slotsOf = (optimizer: Optimizer | undefined, params: Named<HostTensor>) =>
      optimizer && Object.keys(params).length > 0 ? optimizer.init(toTensors(params)) : {};
    const all = Object.fromEntries(
      setup.networks.map(({ id, optimizer }) => [id, slotsOf(optimizer, started[id]!.params)]),
    );
    const kept = { networks: all, strategy: slotsOf(setup.optimizer, own.params) };
    for (const group of [...Object.values(all), kept.strategy])
      for (const tensor of Object.values(group)) tf.keep(tensor);
    return { networks: started, strategy: own, slots: kept };
  });
  const state = {
    networks: Object.fromEntries(
      await Promise.all(
        setup.networks.map(
          async ({ id }) =>
            [
              id,
              {
                params: networks[id]!.params,
                stats: networks[id]!.stats,
                slots: await toHost(slots.networks[id]!),
              },
            ] as const,
        ),
      ),
    ),
    strategy: {
      params: strategy.params,
      stats: strategy.stats,
      slots: await toHost(slots.strategy),
    },
    memory: { ...setup.strategy.memory?.(setup.setting) },
  };
  return { state, stepMetrics: strategy.stepMetrics };
}

/**
 * The peers of a step on four examples of zeros, with the values that networks begin with; their
 * labels go through the classes in turn. For a look at a flow without data; the caller tidies.
 */
export const firstPeers = (setup: Setup): readonly Peer[] => initNetworks(setup).peers;

/** What each network would start with, by itself. */
export const initWeights = (setup: Setup): Readonly<Record<NetworkId, StartWeights>> =>
  tidied(() => initNetworks(setup).states);

function initNetworks(setup: Setup): {
  readonly states: Readonly<Record<NetworkId, Pick<NetworkState<HostTensor>, 'params' | 'stats'>>>;
  readonly peers: readonly Peer[];
} {
  const labels = tf.cast(
    tf.oneHot(
      tf.tensor1d(
        Array.from({ length: examples }, (_, i) => i % setup.setting.classes),
        'int32',
      ),
      setup.setting.classes,
    ),
    'float32',
  ) as Tensor2D;
  const indices = tf.range(0, examples, 1, 'int32') as Tensor1D;
  const images = tf.zeros([examples, ...setup.imageShape]) as Tensor4D;
  const made = Object.fromEntries(
    setup.networks.map((network) => {
      const { scope, params, stats } = initScope(network.id, setup.seed);
      const heads = network.backbone.forward(scope, images, setup.setting.classes);
      return [network.id, { network, heads, state: { params, stats } }];
    }),
  );
  const peers = looksOf(setup).flatMap(({ network: id, view }) => {
    const found = made[id];
    if (!found) throw unknownLook(id, Object.keys(made));
    return found.network.backbone.heads.map((head) =>
      toPeer(found.network, head, found.heads, view, { labels, indices }),
    );
  });
  return {
    states: Object.fromEntries(Object.entries(made).map(([id, { state }]) => [id, state])),
    peers,
  };
}

function initStrategy(
  setup: Setup,
  peers: readonly Peer[],
): {
  readonly params: Named<HostTensor>;
  readonly stats: Named<HostTensor>;
  readonly stepMetrics: readonly string[];
} {
  const moment: Moment = { step: 0, epoch: 0, stepsPerEpoch: 1, progress: 0, history: {} };
  const plan = setup.strategy.plan?.(moment, stream(setup.seed, 'strategy/plan', 0)) ?? {};
  const { scope, params, stats } = initScope('strategy', setup.seed);
  const flow = setup.strategy.flow(peers, {
    plan: liftPlan(plan),
    memory: toTensors(setup.strategy.memory?.(setup.setting) ?? {}),
    scope,
  });
  const { terms } = flowLoss(flow, peers);
  const measured = peers.flatMap(({ id }) => [ofPeer('score', id), ofPeer('accuracy', id)]);
  return { params, stats, stepMetrics: ['loss', ...Object.keys(terms), ...measured] };
}

/** Host tensors on the engine. */
const toTensors = (values: Named<HostTensor>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toTensor(value)]));

export const toTensor = ({ data, shape }: HostTensor): Tensor =>
  tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32');

/** Engine tensors read to the host, and disposed. */
async function toHost(values: Named<Tensor>): Promise<Record<string, HostTensor>> {
  const read = async ([name, tensor]: [string, Tensor]) => {
    const data = (await tensor.data()).slice() as Float32Array | Int32Array;
    tensor.dispose();
    return [name, { shape: [...tensor.shape], data }] as const;
  };
  return Object.fromEntries(await Promise.all(Object.entries(values).map(read)));
}
