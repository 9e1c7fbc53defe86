import { z } from 'zod';
import type { Use } from '../contracts/experiment.ts';
import type { Kind, Kinds } from '../contracts/plugin.ts';
import { isUse } from '../use.ts';

// Keyed by the check's function, which a schema keeps through `.describe` and `.default`.
const kinds = new WeakMap<object, Kind>();

/** What code may pass to an option that takes a plugin of kind K. */
export type Nested<K extends Kind> = Use | Kinds[K] | (K extends 'schedule' ? number : never);

/**
 * An option that is itself a plugin of `kind`. A configuration gives its name, or its name with
 * options, and the registry builds it before `create` receives it. Code may also pass a built
 * plugin. For a schedule, a number means a constant.
 *
 * @example
 * ```ts
 * const warm = defineSchedule({
 *   id: 'twice',
 *   about: 'Twice another schedule.',
 *   options: z.object({ of: nested('schedule').describe('The other schedule.') }),
 *   create:
 *     ({ of }) =>
 *     (moment) =>
 *       2 * of(moment),
 * });
 * console.log(warm({ of: 3 })(moment)); // 6
 * ```
 */
export function nested<K extends Kind>(kind: K): z.ZodType<Kinds[K], Nested<K>> {
  const plugin = nestedPlugin(kind);
  const schema =
    kind === 'schedule'
      ? z.union([plugin, z.number().transform(constantly)], expected(kind))
      : plugin;
  // The registry builds the plugin before the schema sees it, so callers may pass more than the
  // schema accepts.
  return schema as unknown as z.ZodType<Kinds[K], Nested<K>>;
}

const constantly = (value: number) => () => value;
const expected = (kind: Kind) =>
  `expected a ${kind}: ${kind === 'schedule' ? 'a number, ' : ''}its name, or { use: name, ...options }`;

/**
 * Like `nested`, but without numbers. For options that take either a schedule or a number in a
 * range.
 */
export function nestedPlugin<K extends Kind>(kind: K): z.ZodType<Kinds[K], Use | Kinds[K]> {
  const isBuilt = (value: unknown) =>
    typeof value === 'function' || (typeof value === 'object' && value !== null && !isUse(value));
  const schema = z.custom<Kinds[K]>(isBuilt, expected(kind));
  kinds.set(isBuilt, kind);
  // See `nested`.
  return schema as unknown as z.ZodType<Kinds[K], Use | Kinds[K]>;
}

/** Whether `nestedPlugin` made this schema itself, rather than a schema inside it. */
export const isNestedPlugin = (schema: z.core.$ZodType): boolean => {
  const { fn } = schema._zod.def as { fn?: object };
  return fn !== undefined && kinds.has(fn);
};

/**
 * The kind of plugin that an option takes, and whether it takes a list of them; undefined if the
 * option takes plain data.
 */
export function nestedKind(
  schema: z.core.$ZodType,
): { readonly kind: Kind; readonly list: boolean } | undefined {
  const def = schema._zod.def as {
    fn?: object;
    innerType?: z.core.$ZodType;
    in?: z.core.$ZodType;
    element?: z.core.$ZodType;
    options?: readonly z.core.$ZodType[];
  };
  const kind = def.fn && kinds.get(def.fn);
  if (kind) return { kind, list: false };
  if (def.element) {
    const inner = nestedKind(def.element);
    return inner && { kind: inner.kind, list: true };
  }
  if (def.options) {
    for (const option of def.options) {
      const inner = nestedKind(option);
      if (inner) return inner;
    }
  }
  const inner = def.innerType ?? def.in;
  return inner && nestedKind(inner);
}
