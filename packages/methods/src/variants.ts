import type { DataOptions, Plugin } from '@codistill/core';
import type { z } from 'zod';

/** The variants of a strategy, for a method that has its options as data. */
export const variantsOf = <N extends string, S extends z.ZodObject, V extends string>(
  strategy: Plugin<'strategy', N, S, V>,
): Readonly<Record<V, z.input<DataOptions<S>>>> =>
  // A variant is data, as all that a configuration can name; its type allows built plugins too.
  (strategy.variants ?? {}) as unknown as Readonly<Record<V, z.input<DataOptions<S>>>>;

/** The same options with other defaults, as a variant sets them. */
export const withDefaults = <S extends z.ZodRawShape>(
  options: z.ZodObject<S, z.core.$strict>,
  defaults: Readonly<Record<string, unknown>>,
): z.ZodObject<S, z.core.$strict> =>
  options.extend(
    Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => {
        const option = options.shape[name] as unknown as z.ZodDefault<z.ZodType>;
        return [
          name,
          option
            .removeDefault()
            .default(value)
            .describe(option.description ?? ''),
        ];
      }),
    ),
    // The shape keeps its names and schemas: only defaults are others.
  ) as unknown as z.ZodObject<S, z.core.$strict>;
