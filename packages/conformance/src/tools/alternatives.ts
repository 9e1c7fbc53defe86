import type { Registry } from '@codistill/core';
import { nestedKind } from '@codistill/core/engine';
import type { z } from 'zod';

type Schema = z.core.$ZodType;
interface Def {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly items?: readonly Schema[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly values?: readonly unknown[];
}
const defOf = (schema: Schema) => schema._zod.def as Def;

/**
 * Other values for an option than `current`, near and far, that its schema accepts. An empty list
 * if its type does not suggest any.
 */
export function alternatives(
  schema: Schema,
  current: unknown,
  registry: Registry,
): readonly unknown[] {
  const text = (value: unknown) => JSON.stringify(value) ?? String(value);
  const seen = new Set([text(current)]);
  return candidates(schema, current, registry).filter((value) => {
    if (seen.has(text(value)) && typeof value !== 'function') return false;
    seen.add(text(value));
    return isPlugin(schema) || (schema as z.ZodType).safeParse(value).success;
  });
}

const isPlugin = (schema: Schema) => nestedKind(schema) !== undefined;

function candidates(schema: Schema, current: unknown, registry: Registry): readonly unknown[] {
  const nested = nestedKind(schema);
  const def = defOf(schema);
  switch (def.type) {
    case 'number':
    case 'int': {
      const c = typeof current === 'number' && Number.isFinite(current) ? current : 1;
      return [2 * c, c / 2, c + 1, c - 1, 1 - c, 0, 1, 2, 3, 4, 8, 0.5, 0.25, 0.9, 0.1, 10, 40];
    }
    case 'boolean':
      return [!current];
    case 'enum':
      return Object.values(def.entries ?? {});
    case 'literal':
      return def.values ?? [];
    case 'string':
      // A metric name of one network is replaced by that of another network. A metric name of all
      // networks is replaced by that of one network.
      return typeof current === 'string'
        ? [current.replace(/\/a$/, '/b'), `${current}/a`, `${current}x`, 'x']
        : ['x'];
    case 'array': {
      const list = Array.isArray(current) ? (current as unknown[]) : [];
      const first = def.element ? candidates(def.element, list[0], registry) : [];
      return [list.slice(0, -1), list.slice(1), ...first.map((value) => [value, ...list.slice(1)])];
    }
    case 'tuple': {
      const list = Array.isArray(current) ? (current as unknown[]) : [];
      return list.flatMap((value, i) =>
        candidates(def.items?.[i] ?? schema, value, registry).map((other) =>
          list.map((old, k) => (k === i ? other : old)),
        ),
      );
    }
    case 'union':
      return (def.options ?? []).flatMap((option) => candidates(option, current, registry));
    case 'custom':
      return nested ? registry.list(nested.kind).map(({ id }) => id) : [];
    default: {
      const inner = def.innerType ?? def.in;
      return inner ? candidates(inner, current, registry) : [];
    }
  }
}
