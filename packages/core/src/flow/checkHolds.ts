import type { Strategy } from '../contracts/flow.ts';
import type { DistributionName } from '../distribution/distribution.ts';
import { doesNotHold } from './errors.ts';

/**
 * Checks that a strategy, called `name`, is defined for the experiment's distribution.
 * @throws InputError if it is not.
 */
export function checkHolds(
  name: string,
  { holdsFor }: Pick<Strategy, 'holdsFor'>,
  distribution: DistributionName,
): void {
  if (holdsFor && !holdsFor.includes(distribution)) throw doesNotHold(name, distribution, holdsFor);
}
