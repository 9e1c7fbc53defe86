import type { Experiment, NetworkSpec } from '../contracts/experiment.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Backbone } from '../contracts/network.ts';
import type { Optimizer } from '../contracts/state.ts';
import type { Registry } from '../plugins/registry.ts';
import type { NetworkSetup, Setup } from '../step/setup.ts';
import { badFollow, frozenWithoutWeights, largerImage, noImageSize } from './errors.ts';
import { imageSizeOf, sameSize } from './imageSize.ts';

/** Whether an optimizer trains the network. */
export const isLearner = (spec: NetworkSpec): boolean => !spec.frozen && !spec.follows;

/** The largest norm of a gradient, where one is given. */
export const clip = (clipNorm: number | undefined): Pick<Setup, 'clipNorm'> =>
  clipNorm === undefined ? {} : { clipNorm };

const recompute = (spec: NetworkSpec, experiment: Experiment): Pick<NetworkSetup, 'recompute'> =>
  isLearner(spec) && (spec.recompute ?? experiment.recompute) === 'blocks'
    ? { recompute: 'blocks' }
    : {};

/** The networks. `optimizer` trains the networks that name no optimizer of their own. */
export const buildNetworks = (
  experiment: Experiment,
  optimizer: Optimizer,
  registry: Registry,
): Setup['networks'] =>
  Object.entries(experiment.networks).map(([id, spec]) => ({
    id,
    backbone: startingBackbone(id, spec, registry),
    ...(isLearner(spec) && {
      optimizer:
        spec.optimizer === undefined ? optimizer : registry.build('optimizer', spec.optimizer),
    }),
    ...(spec.follows && {
      follows: { network: spec.follows.network, training: spec.follows.training ?? false },
    }),
    ...clip(spec.clipNorm ?? experiment.clipNorm),
    ...recompute(spec, experiment),
    ...ownSize(id, spec, experiment),
  }));

/** @throws InputError if a frozen network would have random weights. */
function startingBackbone(id: NetworkId, spec: NetworkSpec, registry: Registry): Backbone {
  const backbone = registry.build('backbone', spec.backbone);
  const given = 'weights' in spec && spec.weights !== undefined;
  if (spec.frozen && !given && !backbone.trained) throw frozenWithoutWeights(id);
  return backbone;
}

/**
 * The size of the images of a network that sees smaller ones than the experiment's views.
 * @throws InputError if it is larger, or if the experiment states no size.
 */
function ownSize(
  id: NetworkId,
  { image }: NetworkSpec,
  experiment: Experiment,
): Pick<Setup['networks'][number], 'imageSize'> {
  if (image === undefined) return {};
  if (!experiment.image) throw noImageSize(id);
  const [own, all] = [imageSizeOf(image), imageSizeOf(experiment.image.size)];
  if (own.height > all.height || own.width > all.width) throw largerImage(id, own, all);
  return sameSize(own, all) ? {} : { imageSize: own };
}

/**
 * @throws InputError if a network follows one that is absent, is not trained itself, or differs.
 */
export function checkFollowing({ networks }: Experiment): void {
  for (const [id, { follows, backbone }] of Object.entries(networks)) {
    if (!follows) continue;
    const source = networks[follows.network];
    const same = source && JSON.stringify(source.backbone) === JSON.stringify(backbone);
    if (!source || source.follows || source.frozen || !same)
      throw badFollow(id, follows.network, Object.keys(networks), !same);
  }
}
