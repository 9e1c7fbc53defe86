import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Peer } from '../contracts/flow.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Named, Prediction } from '../contracts/network.ts';
import type { View } from '../contracts/program.ts';
import type { DeviceRandom } from '../contracts/random.ts';
import type { TrainState } from '../contracts/state.ts';
import type { Distribution } from '../distribution/distribution.ts';
import { distributions } from '../distribution/distributions.ts';
import { peerName } from '../names/peers.ts';
import { applyScope } from '../scope/scope.ts';
import { missingHead, missingView, noEmbedding, unknownLook } from './errors.ts';
import { untaped } from './gradient.ts';
import { seen } from './seen.ts';
import { learns, looksOf, type NetworkSetup, peerId, type Setup } from './setup.ts';

export type Random = (scope: string) => DeviceRandom;

/**
 * The forward passes of a step: the peers, and the running statistics of each network after it
 * looked at its own view. `taped` says which networks need gradients.
 */
export function forwardAll(
  setup: Setup,
  state: TrainState<Tensor>,
  views: Readonly<Record<string, View>>,
  random: Random,
  taped: (network: NetworkSetup) => boolean,
): { readonly peers: readonly Peer[]; readonly stats: Readonly<Record<NetworkId, Named<Tensor>>> } {
  const peers: Peer[] = [];
  const stats: Record<NetworkId, Named<Tensor>> = {};
  const distribution = distributions[setup.setting.distribution];
  for (const look of looksOf(setup)) {
    const network = setup.networks.find(({ id }) => id === look.network);
    if (!network)
      throw unknownLook(
        look.network,
        setup.networks.map(({ id }) => id),
      );
    const view = views[look.view];
    if (!view) throw missingView(look.view, Object.keys(views));
    const own = look.view === look.network;
    const training = learns(network) || (network.follows?.training ?? false);
    const run = () => {
      const scoped = applyScope(
        peerName({ network: network.id, ...(!own && { view: look.view }) }),
        state.networks[network.id]!,
        training,
        random,
        network.recompute === 'blocks',
      );
      const images = seen(view.images, network);
      const heads = network.backbone.forward(scoped.scope, images, setup.setting.outputs);
      if (own) stats[network.id] = scoped.stats();
      return heads;
    };
    const heads = taped(network) ? run() : untaped(run);
    for (const head of network.backbone.heads)
      peers.push(toPeer(network, head, heads, look.view, view, distribution));
  }
  return { peers, stats };
}

export function toPeer(
  network: NetworkSetup,
  head: string,
  heads: Named<Prediction>,
  viewId: string,
  { targets, indices }: Omit<View, 'images'>,
  distribution: Distribution,
): Peer {
  const prediction = heads[head];
  if (!prediction) throw missingHead(network.id, head, Object.keys(heads));
  const score = untaped(() => distribution.ce(prediction.logits, targets)) as Tensor1D;
  return {
    ...prediction,
    id: peerId(network, head, viewId),
    network: network.id,
    view: viewId,
    learns: learns(network),
    targets,
    indices,
    score,
  };
}

/**
 * The logits of every head of every network in evaluation mode, [examples, outputs]; or their
 * embeddings, if the task gathers them.
 * @throws InputError if a head has no embedding.
 */
export function evaluateAll(
  setup: Setup,
  state: TrainState<Tensor>,
  images: Tensor4D,
): Readonly<Record<string, Tensor2D>> {
  const zeros = (_name: string, shape: readonly number[]) => tf.zeros([...shape]);
  const logits: Record<string, Tensor2D> = {};
  for (const network of setup.networks) {
    const { scope } = applyScope(network.id, state.networks[network.id]!, false, () => ({
      uniform: zeros,
      normal: zeros,
    }));
    const heads = network.backbone.forward(scope, seen(images, network), setup.setting.outputs);
    for (const head of network.backbone.heads)
      logits[peerId(network, head)] = gatheredOf(setup, network, heads[head]!);
  }
  return logits;
}

function gatheredOf({ task }: Setup, { id }: NetworkSetup, prediction: Prediction): Tensor2D {
  if (task?.gathers !== 'embedding') return prediction.logits;
  if (!prediction.embedding) throw noEmbedding(id);
  return prediction.embedding;
}
