import type { Use } from '../contracts/experiment.ts';
import type { DistributionName } from '../distribution/distribution.ts';
import type { Registry } from '../plugins/registry.ts';
import { nameOf, optionsOf } from '../use.ts';
import { idleOption } from './errors.ts';

/**
 * Checks that no option of a strategy is set that has no effect under the distribution. An option
 * that has its default value counts as not set, because methods pass all options on.
 * @throws InputError naming the first such option.
 */
export function checkIdle(use: Use, registry: Registry, distribution: DistributionName): void {
  const { plugin } = registry.find('strategy', use);
  for (const option of plugin.idle?.[distribution] ?? []) {
    const given = optionsOf(use)[option];
    if (given === undefined) continue;
    const unset = plugin.options.shape[option]?.safeParse(undefined);
    if (JSON.stringify(given) !== JSON.stringify(unset?.data))
      throw idleOption(nameOf(use), option, given, distribution);
  }
}
