import type { Use } from '../contracts/experiment.ts';
import type { Strategy } from '../contracts/flow.ts';
import type { DistributionName } from '../distribution/distribution.ts';
import type { Registry } from '../plugins/registry.ts';
import { nameOf, optionsOf } from '../use.ts';
import { idleOption } from './errors.ts';

/**
 * Checks that no option of a strategy is set that has no effect under the distribution. An option
 * with its default value, or the value of a variant, counts as not set, because methods pass all
 * options on.
 * @throws InputError naming the first such option.
 */
export function checkIdle(
  use: Use,
  { idle }: Pick<Strategy, 'idle'>,
  registry: Registry,
  distribution: DistributionName,
): void {
  const { plugin } = registry.find('strategy', use);
  for (const option of idle?.[distribution] ?? []) {
    const given = optionsOf(use)[option];
    if (given === undefined) continue;
    const own = plugin.options.shape[option]?.safeParse(undefined).data;
    const variants = Object.values(plugin.variants ?? {}) as Readonly<Record<string, unknown>>[];
    const unset = [own, ...variants.map((variant) => variant[option])];
    if (!unset.some((value) => JSON.stringify(value) === JSON.stringify(given)))
      throw idleOption(nameOf(use), option, given, distribution);
  }
}
