import { z } from 'zod';
import type { Strategy } from '../contracts/flow.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Kind, Kinds, Plugin } from '../contracts/plugin.ts';
import { wrongOptions } from './errors.ts';

/** Marks a function as a plugin, in every copy of this package that a project may hold. */
const brand = Symbol.for('codistill.plugin');

/** What a plugin is made of. */
export interface Definition<T, N extends string, S extends z.ZodObject, V extends string> {
  /** kebab-case. */
  readonly id: N;
  /** One sentence for `codistill list`. */
  readonly about: string;
  /** Where it was published. */
  readonly source?: string;
  /** Every option with a type, a default and a sentence (`.describe`). Left out: none. */
  readonly options?: S;
  /** Named settings of the options, usable wherever the id is. */
  readonly variants?: Readonly<Record<V, z.input<S>>>;
  create(options: z.output<S>): T;
}

const none = z.object({});

/**
 * A plugin of `kind`: a function of its options that knows its kind, id and options. @throws where
 * an option is unknown or of a wrong type.
 */
export function definePlugin<
  K extends Kind,
  const N extends string,
  S extends z.ZodObject = typeof none,
  const V extends string = never,
>(kind: K, definition: Definition<Kinds[K], N, S, V>): Plugin<K, N, S, V> {
  const options = (definition.options ?? none).strict();
  const make = (given: unknown = {}) => {
    const parsed = options.safeParse(given);
    if (!parsed.success)
      throw wrongOptions(kind, definition.id, parsed.error, Object.keys(options.shape), given);
    return definition.create(parsed.data as z.output<S>);
  };
  const { id, about, source, variants } = definition;
  return Object.assign(make, {
    kind,
    id,
    options,
    about,
    ...(source && { source }),
    ...(variants && { variants }),
    [brand]: true,
  }) as unknown as Plugin<K, N, S, V>;
}

/** Defines a strategy; its plan and memory are typed by what `create` returns. */
export const defineStrategy = <
  const N extends string,
  P extends Plan = Plan,
  M extends string = string,
  S extends z.ZodObject = typeof none,
  const V extends string = never,
>(
  definition: Definition<Strategy<P, M>, N, S, V>,
) => definePlugin('strategy', definition as unknown as Definition<Strategy, N, S, V>);

const define =
  <K extends Kind>(kind: K) =>
  <const N extends string, S extends z.ZodObject = typeof none, const V extends string = never>(
    definition: Definition<Kinds[K], N, S, V>,
  ) =>
    definePlugin(kind, definition);

/** Defines a backbone. */
export const defineBackbone = define('backbone');
/** Defines a dataset. */
export const defineDataset = define('dataset');
/** Defines an order in which examples are visited. */
export const defineOrder = define('order');
/** Defines a perturbation. */
export const definePerturbation = define('perturbation');
/** Defines when, and to whom, perturbations happen. */
export const definePerturbationSchedule = define('perturbationSchedule');
/** Defines an optimizer. */
export const defineOptimizer = define('optimizer');
/** Defines a number over time. */
export const defineSchedule = define('schedule');
/** Defines a method: one arm of a comparison. */
export const defineMethod = define('method');
/** Defines an observer. */
export const defineObserver = define('observer');

/** The plugins that a module exports, each once: one may be exported by name and as default. */
export const pluginsOf = (module: object): Plugin[] => [
  ...new Set(
    Object.values(module).filter(
      (value): value is Plugin => typeof value === 'function' && brand in value,
    ),
  ),
];
