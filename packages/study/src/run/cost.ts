import type { NetworkId } from '@codistill/core';
import {
  countParameters,
  deployedPeer,
  type ImageShape,
  learns,
  looksOf,
  type NetworkSetup,
  type Resolved,
  type Setup,
} from '@codistill/core/engine';

/**
 * How often a step runs each network forward and backward. An alternating step has one turn for
 * each network that learns, and each turn runs all forward passes.
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

/** The number of parameters of each network. */
export const allParameters = ({ setup }: Resolved): Record<NetworkId, number> =>
  Object.fromEntries(
    setup.networks.map((network) => [
      network.id,
      countParameters(network.backbone, seenShape(setup, network), setup.setting.outputs),
    ]),
  );

/** The shape of the images that a network sees. */
export function seenShape({ imageShape }: Setup, { imageSize }: NetworkSetup): ImageShape {
  return imageSize ? [imageSize.height, imageSize.width, imageShape[2]] : imageShape;
}

/** The peer that is a network's prediction, by network, for the networks that learn. */
export const deployedOf = (setup: Setup): Record<NetworkId, string> =>
  Object.fromEntries(
    setup.networks.filter(learns).map((network) => [network.id, deployedPeer(network)]),
  );
