import type { DataOptions, Plugin } from '@codistill/core';
import type { z } from 'zod';

/** The variants of a strategy, for a method that has the strategy's options as data. */
export const variantsOf = <N extends string, S extends z.ZodObject, V extends string>(
  strategy: Plugin<'strategy', N, S, V>,
): Readonly<Record<V, z.input<DataOptions<S>>>> =>
  // A variant is data, like everything that a configuration can name; its type also allows built
  // plugins.
  (strategy.variants ?? {}) as unknown as Readonly<Record<V, z.input<DataOptions<S>>>>;

/** The same options with the defaults that a variant sets. */
export const withDefaults = <S extends z.ZodRawShape>(
  options: z.ZodObject<S, z.core.$strict>,
  defaults: Readonly<Record<string, unknown>>,
): z.ZodObject<S, z.core.$strict> =>
  options.extend(
    Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => {
        const option = (options.shape as z.ZodRawShape)[name] as z.ZodDefault<z.ZodType>;
        return [
          name,
          option
            .removeDefault()
            .default(value)
            .describe(option.description ?? ''),
        ];
      }),
    ),
    // The shape keeps its names and schemas; only the defaults differ.
  ) as unknown as z.ZodObject<S, z.core.$strict>;
