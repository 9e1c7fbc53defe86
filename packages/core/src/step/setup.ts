import type { Scalar } from '@tensorflow/tfjs-core';
import type { ImageSize } from '../contracts/data.ts';
import type { Peer, Strategy, StrategySetting } from '../contracts/flow.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Backbone, Named } from '../contracts/network.ts';
import type { Optimizer } from '../contracts/state.ts';
import type { Task } from '../contracts/task.ts';
import { peerName } from '../names/peers.ts';

/** A network as the step sees it. */
export interface NetworkSetup {
  readonly id: NetworkId;
  readonly backbone: Backbone;
  /**
   * The optimizer of a network that learns. Undefined for a network that is frozen or follows
   * another.
   */
  readonly optimizer?: Optimizer;
  readonly follows?: { readonly network: NetworkId; readonly training: boolean };
  /** The size of the images that the network sees; its views are made smaller. Default: theirs. */
  readonly imageSize?: ImageSize;
  /** The factor and offset of each channel that its images get. Default: they stay. */
  readonly affine?: { readonly factor: readonly number[]; readonly offset: readonly number[] };
  /** The largest norm of the network's gradient over all parameters. Default: no clipping. */
  readonly clipNorm?: number;
  /** Whether blocks are computed again in the backward pass. Default no. */
  readonly recompute?: 'blocks';
}

/** Everything that defines a step, with its plugins built. */
export interface Setup {
  readonly networks: readonly NetworkSetup[];
  readonly strategy: Strategy;
  /** The optimizer of the strategy's own parameters. */
  readonly optimizer: Optimizer;
  readonly clipNorm?: number;
  readonly setting: StrategySetting;
  /** What the task adds to a step and gathers in evaluation. Default nothing, and logits. */
  readonly task?: Pick<Task, 'edges' | 'gathers'> & {
    readonly measure?: (peer: Peer) => Named<Scalar>;
  };
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly seed: number;
  readonly update: 'simultaneous' | 'alternating';
  readonly precision: 'float32' | 'mixed-bfloat16';
  readonly randomness: 'fed' | 'stateless';
}

/** Whether a network is trained, rather than frozen or following another. */
export const learns = (network: NetworkSetup): boolean => network.optimizer !== undefined;

/**
 * The name of a peer: 'a', 'a/exit2' if the network has several heads, 'a@b' if network a looks at
 * view b.
 */
export const peerId = (network: NetworkSetup, head: string, view: string = network.id): string =>
  peerName({
    network: network.id,
    ...(network.backbone.heads.length > 1 && { head }),
    ...(view !== network.id && { view }),
  });

/** The peer whose prediction is evaluated as the network's answer. */
export const deployedPeer = (network: NetworkSetup): string =>
  peerId(network, network.backbone.deployed);

/**
 * Which network looks at which view in a step: the strategy's `looks`, by default every network at
 * its own view.
 */
export const looksOf = ({
  strategy,
  setting,
  networks,
}: Setup): readonly { readonly network: NetworkId; readonly view: string }[] =>
  strategy.looks?.(setting) ?? networks.map(({ id }) => ({ network: id, view: id }));
