// A step without data: runs every network and the flow once, on a few examples of zeros.
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Flow, Peer } from '../contracts/flow.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Moment } from '../contracts/moment.ts';
import type { Named } from '../contracts/network.ts';
import type { HostTensor, NetworkState } from '../contracts/state.ts';
import { momentAt } from '../data/views.ts';
import { distributions } from '../distribution/distributions.ts';
import { flowLoss } from '../flow/flowLoss.ts';
import { withoutHostReads } from '../program/hostReads.ts';
import { stream } from '../random/stream.ts';
import { initScope } from '../scope/scope.ts';
import { noBlocks, unknownLook } from './errors.ts';
import { toPeer } from './forward.ts';
import { liftPlan } from './lift.ts';
import { seen } from './seen.ts';
import { looksOf, type Setup } from './setup.ts';
import { toTensors } from './tensors.ts';
import { withTaskEdges } from './withTaskEdges.ts';

// Enough for a strategy that splits a batch into two halves.
const fewExamples = 4;

/** The initial values of networks, and the peers of a first step. */
export interface FirstNetworks {
  /** The initial values of each network by itself. */
  readonly states: Readonly<Record<NetworkId, Pick<NetworkState<HostTensor>, 'params' | 'stats'>>>;
  readonly peers: readonly Peer[];
}

/**
 * Runs every network once, with its initial values, on `examples` images of zeros. The targets
 * cycle through the rows with a single 1. The caller must tidy.
 * @throws InputError if the strategy looks at a network that does not exist, or if blocks of a
 * network without blocks are to be computed again.
 */
export function firstNetworks(setup: Setup, examples = fewExamples): FirstNetworks {
  const { outputs } = setup.setting;
  const distribution = distributions[setup.setting.distribution];
  const rows = Float32Array.from({ length: examples * outputs }, (_, i) =>
    Number(i % outputs === Math.floor(i / outputs) % outputs),
  );
  const targets = tf.tensor2d(rows, [examples, outputs]);
  const indices = tf.range(0, examples, 1, 'int32') as Tensor1D;
  const images = tf.zeros([examples, ...setup.imageShape]) as Tensor4D;
  const made = Object.fromEntries(
    setup.networks.map((network) => {
      const { scope, params, stats, blocks } = initScope(network.id, setup.seed);
      const heads = network.backbone.forward(scope, seen(images, network), outputs);
      if (network.recompute === 'blocks' && blocks() === 0) throw noBlocks(network.id);
      return [network.id, { network, heads, state: { params, stats } }];
    }),
  );
  const peers = looksOf(setup).flatMap(({ network: id, view }) => {
    const found = made[id];
    if (!found) throw unknownLook(id, Object.keys(made));
    return found.network.backbone.heads.map((head) =>
      toPeer(found.network, head, found.heads, view, { targets, indices }, distribution),
    );
  });
  return {
    states: Object.fromEntries(Object.entries(made).map(([id, { state }]) => [id, state])),
    peers,
  };
}

/** The flow of a first step, and the parameters that it requested from the strategy's own scope. */
export interface FirstFlow {
  readonly flow: Flow;
  readonly params: Named<HostTensor>;
  readonly stats: Named<HostTensor>;
  /** The terms of the flow's edges, by metric name: 'loss/kl/a->b', 'weight/kl/a->b'. */
  readonly terms: Named<Tensor>;
}

/**
 * The strategy's flow on the peers of a first step. The caller must tidy.
 * @throws InputError if the flow does not work for these networks: an unknown peer, an edge to a
 * peer that does not learn, features of different shapes, or a tensor read on the host.
 */
export function firstFlow(setup: Setup, peers: readonly Peer[]): FirstFlow {
  const { strategy, setting, seed } = setup;
  const distribution = distributions[setting.distribution];
  const moment: Moment = { ...momentAt(0, 1, setting.epochs), history: {} };
  const plan = strategy.plan?.(moment, stream(seed, 'strategy/plan', 0)) ?? {};
  const { scope, params, stats } = initScope('strategy', seed);
  const memory = toTensors(strategy.memory?.(setting) ?? {});
  const flow = withoutHostReads(() =>
    withTaskEdges(
      setup,
      strategy.flow(peers, { plan: liftPlan(plan), memory, scope, distribution }),
      peers,
    ),
  );
  return { flow, params, stats, terms: flowLoss(flow, peers, distribution).terms };
}
