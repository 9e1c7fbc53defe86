import { z } from 'zod';
import type { Kind, Kinds, Plugin } from '../contracts/plugin.ts';
import { wrongOptions } from './errors.ts';

/** Marks a function as a plugin, across all copies of this package in a project. */
const brand = Symbol.for('codistill.plugin');

/** The definition of a plugin. */
export interface Definition<T, N extends string, S extends z.ZodObject, V extends string> {
  /** The plugin's name, in kebab-case. */
  readonly id: N;
  /** One sentence for `codistill list`. */
  readonly about: string;
  /** The publication that it follows. */
  readonly source?: string;
  /** All options, each with a type, a default and a sentence (`.describe`). Absent: no options. */
  readonly options?: S;
  /** Named settings of the options, which can be used like the id. */
  readonly variants?: Readonly<Record<V, z.input<S>>>;
  create(options: z.output<S>): T;
}

/** No options. */
export const none = z.object({});

/**
 * A plugin of `kind`: a function of its options that carries its kind, id and options schema.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
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
  // TypeScript does not follow a function's own `name` and the kind's type through `Object.assign`.
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

/** Defines plugins of one kind. */
export const define =
  <K extends Kind>(kind: K) =>
  <const N extends string, S extends z.ZodObject = typeof none, const V extends string = never>(
    definition: Definition<Kinds[K], N, S, V>,
  ) =>
    definePlugin(kind, definition);

/**
 * The plugins that a module exports, without duplicates: one may be exported by name and as
 * default.
 */
export const pluginsOf = (module: object): Plugin[] => [
  ...new Set(
    Object.values(module).filter(
      (value): value is Plugin => typeof value === 'function' && brand in value,
    ),
  ),
];
