import type { Targets } from '@codistill/core';
import { noIdentities } from '../errors.ts';

/** The identity of each image, [size]. @throws InputError if the targets are of another kind. */
export function identitiesOf(targets: Targets): Int32Array {
  if (targets.kind !== 'class') throw noIdentities(targets.kind);
  return targets.values;
}
