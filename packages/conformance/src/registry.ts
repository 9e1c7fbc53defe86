import type { AnyPlugin, Kind, Registry } from '@codistill/core';
import { type BackboneSettings, describeBackbone } from './backbone.ts';
import { describeDataset } from './dataset.ts';
import { describeFraming } from './framing.ts';
import { describeLauncher } from './launcher.ts';
import { describeLesson } from './lesson.ts';
import { describeMethod, type MethodSettings } from './method.ts';
import { describeObserver, type ObserverSettings } from './observer.ts';
import { describeOptimizer } from './optimizer.ts';
import { describeOrder, type OrderSettings } from './order.ts';
import { describePerturbation } from './perturbation.ts';
import { describePerturbationSchedule } from './perturbationSchedule.ts';
import { describeRuntime } from './runtime.ts';
import { describeSchedule } from './schedule.ts';
import type { FileSettings, PluginOf, Settings } from './settings.ts';
import { describeStrategy, type StrategySettings } from './strategy.ts';
import { describeTask, type TaskSettings } from './task.ts';

/**
 * The settings for all kinds of plugins together. Settings that a kind does not use have no effect.
 */
export type KindSettings = Settings &
  FileSettings &
  BackboneSettings &
  MethodSettings &
  ObserverSettings &
  OrderSettings &
  StrategySettings &
  TaskSettings;

/** Settings for the tests of a registry. */
export interface RegistrySettings
  extends Omit<KindSettings, 'registry' | 'options' | 'needs' | 'alternatives' | 'unseen'> {
  /** The kinds to test. Default: all. */
  readonly kinds?: readonly Kind[];
  /**
   * `[i, n]` tests only the i-th of n shares of the plugins, with i from 0, so that several test
   * files share the work. Default: all.
   */
  readonly share?: readonly [share: number, of: number];
  /**
   * Settings of single plugins by 'kind/id', which override the others. `'skip'`: other tests cover
   * this plugin.
   */
  readonly plugins?: Readonly<Record<string, Partial<KindSettings> | 'skip'>>;
}

const suites: { readonly [K in Kind]: (plugin: PluginOf<K>, settings: KindSettings) => void } = {
  task: describeTask,
  strategy: describeStrategy,
  lesson: describeLesson,
  backbone: describeBackbone,
  perturbation: describePerturbation,
  perturbationSchedule: describePerturbationSchedule,
  optimizer: describeOptimizer,
  schedule: describeSchedule,
  dataset: describeDataset,
  order: describeOrder,
  framing: describeFraming,
  method: describeMethod,
  observer: describeObserver,
  runtime: describeRuntime,
  launcher: describeLauncher,
};

/** Tests of every plugin of a registry, so that new plugins are tested automatically. */
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
