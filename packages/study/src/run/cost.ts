import {
  type Dataset,
  deployedPeer,
  initScope,
  learns,
  looksOf,
  type NetworkId,
  type NetworkSetup,
  type Resolved,
  type Setup,
} from '@codistill/core';
import type { Rank } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * How often a step runs each network forward, and backward: an alternating step has as many turns
 * as networks that learn, each with all forwards.
 */
export function passesOfStep(setup: Setup): {
  readonly forward: Readonly<Record<NetworkId, number>>;
  readonly backward: Readonly<Record<NetworkId, number>>;
} {
  const turns = setup.update === 'alternating' ? setup.networks.filter(learns).length : 1;
  const looks = looksOf(setup);
  const forward = setup.networks.map(
    ({ id }) => [id, turns * looks.filter(({ network }) => network === id).length] as const,
  );
  const backward = setup.networks.map(
    (network) =>
      [
        network.id,
        learns(network) ? looks.filter(({ network: id }) => id === network.id).length : 0,
      ] as const,
  );
  return { forward: Object.fromEntries(forward), backward: Object.fromEntries(backward) };
}

/** A network's number of parameters on images of a shape. */
export function parametersOf(
  { id, backbone }: Pick<NetworkSetup, 'id' | 'backbone'>,
  imageShape: Dataset['imageShape'],
  classes: number,
): number {
  const { scope, params } = initScope(id, 0);
  tf.tidy(() => {
    backbone.forward(scope, tf.zeros<Rank.R4>([1, ...imageShape]), classes);
  });
  return Object.values(params).reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
}

export const allParameters = ({ setup, dataset }: Resolved): Record<NetworkId, number> =>
  Object.fromEntries(
    setup.networks.map((network) => [
      network.id,
      parametersOf(network, dataset.imageShape, dataset.classes),
    ]),
  );

/** Of the networks that learn, the peer that is the network's answer. */
export const deployedOf = (setup: Setup): Record<NetworkId, string> =>
  Object.fromEntries(
    setup.networks.filter(learns).map((network) => [network.id, deployedPeer(network)]),
  );
