import {
  type Experiment,
  type NetworkId,
  type NetworkSpec,
  nameOf,
  optionsOf,
  type Use,
} from '@codistill/core';
import { first, use } from './arm.ts';

/**
 * The base's first network with branches on a shared stem. Only ResNets can have branches, so the
 * network becomes the ResNet that the base's backbone names in `resnet`. If the base's backbone
 * already has branches, its depth, width and shared stages stay.
 */
export function branched(
  base: Experiment,
  options: Readonly<Record<string, unknown>>,
): readonly [NetworkId, NetworkSpec] {
  const [id, spec] = first(base);
  return [id, { ...spec, backbone: use('branches', { ...resnetOf(spec.backbone), ...options }) }];
}

function resnetOf(backbone: Use): Readonly<Record<string, unknown>> {
  if (nameOf(backbone) !== 'branches') return { of: backbone };
  const { depth, width, sharedStages } = optionsOf(backbone);
  return { depth, width, sharedStages };
}
