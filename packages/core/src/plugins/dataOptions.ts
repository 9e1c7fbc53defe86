import { z } from 'zod';
import type { Kind, Kinds } from '../contracts/plugin.ts';
import { nameSchema, withOptionsSchema } from '../use.ts';
import { builtDefault } from './errors.ts';
import { isNestedPlugin, nestedKind } from './nested.ts';

/** An option whose nested plugin stays data: its name, or `{ use: name, ...options }`. */
export type DataOption<T extends z.core.SomeType> =
  T extends z.ZodDefault<infer I>
    ? z.ZodDefault<DataOption<I>>
    : T extends z.ZodOptional<infer I>
      ? z.ZodOptional<DataOption<I>>
      : T extends z.ZodArray<infer I>
        ? z.ZodArray<DataOption<I>>
        : [Extract<z.input<T>, Kinds[Kind]>] extends [never]
          ? T
          : z.ZodType<Exclude<z.input<T>, Kinds[Kind]>, Exclude<z.input<T>, Kinds[Kind]>>;

/** The options of a plugin with every nested plugin kept as data. */
export type DataOptions<S extends z.ZodObject> = z.ZodObject<
  { [K in keyof S['shape']]: DataOption<S['shape'][K]> },
  z.core.$strict
>;

/**
 * The same options, but every nested plugin stays data: its name, or `{ use: name, ...options }`.
 * It is not built. Defaults, descriptions and all other options are unchanged. Use it for a method
 * that passes its options to a strategy: the strategy of the arm then builds the nested plugins.
 * @throws if the default of such an option is a built plugin, because it cannot be written as data.
 *
 * @example
 * ```ts
 * defineMethod({
 *   id: 'mutual-long',
 *   about: 'Deep mutual learning for twice the epochs.',
 *   options: dataOptions(mutual.options),
 *   create: (options) => ({
 *     arm: (base) => ({
 *       ...base,
 *       strategy: { use: 'mutual', ...options },
 *       epochs: 2 * base.epochs,
 *     }),
 *   }),
 * });
 * ```
 */
export const dataOptions = <S extends z.ZodObject>(options: S): DataOptions<S> =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(options.shape).map(([name, schema]) => [name, dataOption(name, schema)]),
    ),
    // The types follow from the shape's schemas, but TypeScript loses them in `entries`.
  ) as unknown as DataOptions<S>;

interface Def {
  readonly type: string;
  readonly in?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly defaultValue?: unknown;
}
const defOf = (schema: z.core.$ZodType) => schema._zod.def as Def;

function dataOption(name: string, schema: z.core.$ZodType): z.core.$ZodType {
  if (!nestedKind(schema)) return schema;
  const { type, innerType, element, defaultValue } = defOf(schema);
  const inner = innerType ?? element;
  if (!inner) return described(z.union(asData(schema)), schema as z.ZodType);
  const data = dataOption(name, inner);
  if (type === 'default' && !z.safeParse(data, defaultValue).success) throw builtDefault(name);
  return around(schema, innerType ? { innerType: data } : { element: data });
}

/** The wrapper (a default, a list, ...) with its checks and description, around another schema. */
function around(wrapper: z.core.$ZodType, inner: object): z.core.$ZodType {
  // A default is a getter; spreading the values would call it once and freeze its result.
  const def = Object.defineProperties({}, Object.getOwnPropertyDescriptors(wrapper._zod.def));
  const made = Object.assign(def, inner) as z.core.$ZodTypeDef;
  return (wrapper as z.ZodType).clone(made, { parent: true });
}

const described = (made: z.ZodType, { description }: { readonly description?: string }) =>
  description === undefined ? made : made.describe(description);

/** The data forms of a schema that takes built plugins, one schema for each alternative. */
function asData(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = defOf(schema);
  if (isNestedPlugin(schema)) return [nameSchema, withOptionsSchema];
  if (def.options) return def.options.flatMap(asData);
  return def.in ? asData(def.in) : [schema];
}
