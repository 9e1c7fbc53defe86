import { bernoulli } from './bernoulli.ts';
import { categorical } from './categorical.ts';
import type { Distribution, DistributionName } from './distribution.ts';
import { gaussian } from './gaussian.ts';

/** All distributions, by name. */
export const distributions: Readonly<Record<DistributionName, Distribution>> = {
  categorical,
  bernoulli,
  gaussian,
};
