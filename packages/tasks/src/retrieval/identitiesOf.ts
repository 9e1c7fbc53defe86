import type { Targets } from '@codistill/core';
import { noIdentities } from '../errors.ts';

/**
 * The identity of each image, [size]; -1 where the attribute `junk` is not 0, for an image of no
 * identity.
 * @throws InputError if the targets are of another kind.
 */
export function identitiesOf(
  targets: Targets,
  { junk }: Readonly<Record<string, Int32Array>> = {},
): Int32Array {
  if (targets.kind !== 'class') throw noIdentities(targets.kind);
  return junk ? targets.values.map((value, i) => (junk[i] === 0 ? value : -1)) : targets.values;
}
