import type { Experiment, ScheduleUse, Use } from '../contracts/experiment.ts';
import type { Schedule } from '../contracts/moment.ts';
import type { AnyPlugin, Kind, Kinds, Plugin, UseOf } from '../contracts/plugin.ts';
import { classification } from '../task/classification.ts';
import { isUse, nameOf, optionsOf } from '../use.ts';
import { duplicatePlugin, unknownPlugin, wrongUse } from './errors.ts';
import { nestedKind } from './nested.ts';

/**
 * The plugins of one module. If `module` is given, worker threads can import the module and rebuild
 * the plugins from their names and options.
 */
export interface PluginModule<P extends AnyPlugin = AnyPlugin> {
  readonly module?: string;
  readonly plugins: readonly P[];
}

/** The plugin that a name refers to. */
export interface Found {
  readonly plugin: Plugin;
  /**
   * The options that the name implies (of a variant), merged with the options written next to it.
   */
  readonly options: Readonly<Record<string, unknown>>;
  readonly module: string | undefined;
}

/** The available plugins by kind and name. `createRegistry` makes it; it is an immutable value. */
export interface Registry<P extends AnyPlugin = AnyPlugin> {
  /**
   * The plugin of that name, built with its options.
   * @throws InputError if the name or an option is unknown.
   */
  create<K extends Kind>(kind: K, use: UseOf<P, K>): Kinds[K];
  /**
   * Like `create`, for a `use` that comes from a file and has no static type. A number means a
   * constant schedule.
   * @throws InputError if the name or an option is unknown.
   */
  build<K extends Kind>(kind: K, use: K extends 'schedule' ? ScheduleUse : Use): Kinds[K];
  /**
   * The plugin that a `use` refers to, without building it.
   * @throws InputError if the name is unknown.
   */
  find(kind: Kind, use: Use): Found;
  list(kind?: Kind): readonly P[];
  /** Returns the experiment unchanged. The compiler checks the names and options in it. */
  defineExperiment(
    experiment: Experiment & {
      readonly strategy: UseOf<P, 'strategy'>;
      readonly dataset: UseOf<P, 'dataset'>;
      readonly optimizer: UseOf<P, 'optimizer'>;
    },
  ): Experiment;
}

/**
 * A registry of the plugins of `modules`. A plugin may belong to several modules, for example if
 * one module re-exports another. The first such module with a name for worker threads is used.
 * @throws InputError if two different plugins of one kind have the same name.
 *
 * @example
 * ```ts
 * const half = defineSchedule({ id: 'half', about: 'One half.', create: () => () => 0.5 });
 * const mine = createRegistry([...modules, { plugins: [half] }]);
 * console.log(mine.build('schedule', 'half')(moment)); // 0.5
 * ```
 */
export function createRegistry<const P extends AnyPlugin>(
  modules: readonly PluginModule<P>[],
): Registry<P> {
  const known = pluginsByName(modules);
  const names = (kind: Kind) =>
    [...known.keys()]
      .filter((key) => key.startsWith(`${kind}:`))
      .map((key) => key.slice(kind.length + 1));

  const find = (kind: Kind, use: Use): Found => {
    const name: unknown = isUse(use) ? nameOf(use) : undefined;
    if (typeof name !== 'string') throw wrongUse(kind, use);
    const found = known.get(`${kind}:${name}`) ?? defaults.get(`${kind}:${name}`);
    if (!found) throw unknownPlugin(kind, name, names(kind));
    const setting =
      found.variant === undefined
        ? {}
        : (found.plugin.variants as Record<string, object>)[found.variant];
    return {
      plugin: found.plugin,
      options: { ...setting, ...optionsOf(use) },
      module: found.module,
    };
  };

  const build = <K extends Kind>(kind: K, use: ScheduleUse): Kinds[K] => {
    if (kind === 'schedule' && typeof use === 'number') return constantly(use) as Kinds[K];
    const { plugin, options } = find(kind, use as Use);
    const built = Object.fromEntries(
      Object.entries(options).map(([name, value]) => {
        const schema = plugin.options.shape[name];
        const inner = schema && nestedKind(schema);
        const resolve = (one: unknown) => (inner && isUse(one) ? build(inner.kind, one) : one);
        return [name, inner?.list && Array.isArray(value) ? value.map(resolve) : resolve(value)];
      }),
    );
    // The plugin checks its options itself.
    return plugin(built as never) as Kinds[K];
  };

  const list = (kind?: Kind) =>
    [...new Set([...known.values()].map(({ plugin }) => plugin))].filter(
      (plugin) => kind === undefined || plugin.kind === kind,
      // The plugins came from `modules`, whose type is P.
    ) as unknown as P[];
  return {
    create: build as Registry<P>['create'],
    build,
    find,
    list,
    defineExperiment: (experiment) => experiment,
  };
}

/** What every registry finds, though it may not list it: the default task. */
const defaults: ReadonlyMap<string, Named> = new Map([
  [
    `task:${classification.id}`,
    { plugin: classification as unknown as Plugin, module: '@codistill/core' },
  ],
]);

/** A plugin under one of its names: its id, or the name of a variant. */
interface Named {
  readonly plugin: Plugin;
  readonly variant?: string;
  readonly module: string | undefined;
}

/**
 * All plugins of some modules by kind and name, 'strategy:mutual'.
 * @throws InputError if two plugins of a kind have the same name.
 */
function pluginsByName(modules: readonly PluginModule[]): ReadonlyMap<string, Named> {
  const known = new Map<string, Named>();
  for (const { module, plugins } of modules) {
    // `definePlugin` made every function with a brand; `AnyPlugin` does not say that it can be
    // called.
    for (const plugin of plugins as unknown as readonly Plugin[]) {
      for (const variant of [undefined, ...Object.keys(plugin.variants ?? {})]) {
        const name = variant ?? plugin.id;
        const key = `${plugin.kind}:${name}`;
        const before = known.get(key);
        if (before && (before.plugin !== plugin || before.variant !== variant))
          throw duplicatePlugin(plugin.kind, name);
        known.set(key, {
          plugin,
          module: before?.module ?? module,
          ...(variant !== undefined && { variant }),
        });
      }
    }
  }
  return known;
}

/**
 * A constant schedule.
 * @throws InputError if the value is not a number.
 */
function constantly(value: number): Schedule {
  if (!Number.isFinite(value)) throw wrongUse('schedule', value);
  return () => value;
}
