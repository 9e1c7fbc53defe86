import type { Strategy } from '../contracts/flow.ts';
import type { DistributionName } from '../distribution/distribution.ts';
import { doesNotHold } from './errors.ts';

/**
 * @throws InputError where a strategy, called `name`, is not defined for what logits mean.
 */
export function checkHolds(
  name: string,
  { holdsFor }: Pick<Strategy, 'holdsFor'>,
  distribution: DistributionName,
): void {
  if (holdsFor && !holdsFor.includes(distribution)) throw doesNotHold(name, distribution, holdsFor);
}
