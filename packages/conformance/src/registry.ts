import type { AnyPlugin, Kind, Registry } from '@codistill/core';
import { type BackboneSettings, describeBackbone } from './backbone.ts';
import { describeDataset } from './dataset.ts';
import { describeMethod, type MethodSettings } from './method.ts';
import { describeObserver, type ObserverSettings } from './observer.ts';
import { describeOptimizer } from './optimizer.ts';
import { describeOrder, type OrderSettings } from './order.ts';
import { describePerturbation } from './perturbation.ts';
import { describePerturbationSchedule } from './perturbationSchedule.ts';
import { describeSchedule } from './schedule.ts';
import type { FileSettings, PluginOf, Settings } from './settings.ts';
import { describeStrategy, type StrategySettings } from './strategy.ts';

/**
 * The settings of every kind of plugin together: what a plugin of one kind does not read has no
 * effect.
 */
export type KindSettings = Settings &
  FileSettings &
  BackboneSettings &
  MethodSettings &
  ObserverSettings &
  OrderSettings &
  StrategySettings;

export interface RegistrySettings
  extends Omit<KindSettings, 'registry' | 'options' | 'needs' | 'alternatives' | 'unseen'> {
  /** Test these kinds alone. Default: all. */
  readonly kinds?: readonly Kind[];
  /**
   * Test the i-th of n shares of the plugins alone, [i, n] with i from 0, so that several test
   * files share the work. Default: all.
   */
  readonly share?: readonly [share: number, of: number];
  /**
   * Settings of single plugins, by 'kind/id', over the others. `'skip'`: this one is tested
   * elsewhere.
   */
  readonly plugins?: Readonly<Record<string, Partial<KindSettings> | 'skip'>>;
}

const suites: { readonly [K in Kind]: (plugin: PluginOf<K>, settings: KindSettings) => void } = {
  strategy: describeStrategy,
  backbone: describeBackbone,
  perturbation: describePerturbation,
  perturbationSchedule: describePerturbationSchedule,
  optimizer: describeOptimizer,
  schedule: describeSchedule,
  dataset: describeDataset,
  order: describeOrder,
  method: describeMethod,
  observer: describeObserver,
};

/** The tests of every plugin of a registry, so that a new plugin is tested by being there. */
export function describeRegistry(registry: Registry, settings: RegistrySettings = {}): void {
  const { kinds, plugins = {}, share: [share, of] = [0, 1], ...shared } = settings;
  const chosen = (registry.list() as readonly AnyPlugin[]).filter(
    ({ kind }) => kinds?.includes(kind) ?? true,
  );
  for (const plugin of chosen.filter((_, i) => i % of === share)) {
    const own = plugins[`${plugin.kind}/${plugin.id}`] ?? {};
    if (own === 'skip') continue;
    const suite = suites[plugin.kind] as (plugin: AnyPlugin, settings: KindSettings) => void;
    suite(plugin, { ...shared, registry, ...own });
  }
}
