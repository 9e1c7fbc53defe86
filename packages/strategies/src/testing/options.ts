import type { z } from 'zod';

interface Def {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly defaultValue?: unknown;
}
const defOf = (schema: z.core.$ZodType) => schema._zod.def as unknown as Def;

/**
 * A few values that an option may take besides its default, by its type. Some of them pass its
 * checks.
 */
export function otherValues(schema: z.core.$ZodType): readonly unknown[] {
  const { type, innerType, defaultValue } = defOf(schema);
  if (type === 'optional') return otherValues(innerType!);
  const inner = type === 'default' ? innerType! : schema;
  const candidates = valuesOf(inner).filter(
    (value) => JSON.stringify(value) !== JSON.stringify(defaultValue),
  );
  return candidates.filter((value) => (schema as z.ZodType).safeParse(value).success);
}

function valuesOf(schema: z.core.$ZodType): readonly unknown[] {
  const { type, options, entries } = defOf(schema);
  if (type === 'boolean') return [true, false];
  if (type === 'enum') return Object.values(entries!);
  if (type === 'number') return [2, 0.6, 3, 0.2];
  if (type === 'union') return valuesOf(options![0]!);
  if (type === 'string') return ['other'];
  if (type === 'array') return [[], ['flip']];
  return [];
}
