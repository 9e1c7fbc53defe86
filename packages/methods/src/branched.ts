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
 * The base's first network with branches on a shared stem. Branches exist of ResNets alone: of the
 * ResNet that stands for the base's backbone, which the backbone says itself. Branches of a base
 * that has branches already are of the same depth and width, and share as many stages.
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
