import type { Kind } from '@codistill/core';
import { InputError } from '@codistill/core';
import type { z } from 'zod';
import type { Options, Subject } from '../settings.ts';
import { alternatives } from './alternatives.ts';

/**
 * A text or numbers that differ between two settings of a plugin; undefined if the options cannot
 * be combined.
 */
export type Signature = (options: Options) => unknown;

const tries = 12;

/**
 * The options without an effect: changing them alters nothing, starting from the defaults, a
 * variant or a given set of options, even if one more option is changed too. An option counts as
 * unseen if neither its type nor the settings suggest other values.
 */
export async function idleOptions<K extends Kind>(
  subject: Subject<K>,
  signature: Signature,
): Promise<readonly string[]> {
  const { plugin, settings } = subject;
  const shape = plugin.options.shape;
  const known = new Map<string, Promise<string | undefined>>();
  const sign = (options: Options) => {
    const key = keyOf(options);
    if (!known.has(key)) known.set(key, signed(signature, options));
    return known.get(key)!;
  };
  const valuesOf = (name: string, base: Options) =>
    (
      settings.alternatives?.[name] ??
      alternatives(shape[name]!, base[name] ?? defaultOf(shape[name]!), subject.registry)
    ).slice(0, tries);
  const changes = async (name: string, base: Options): Promise<boolean> => {
    const before = await sign(base);
    if (before === undefined) return false;
    for (const value of valuesOf(name, base)) {
      const after = await sign({ ...base, [name]: value });
      if (after !== undefined && after !== before) return true;
    }
    return false;
  };
  const bases = [
    ...subject.sets,
    ...Object.values(plugin.variants ?? {}).map(
      (variant) => ({ ...subject.sets[0], ...variant }) as Options,
    ),
  ];

  const idle: string[] = [];
  for (const name of Object.keys(shape)) {
    if (settings.unseen?.includes(name) || valuesOf(name, bases[0]!).length === 0) continue;
    const beside = Object.keys(shape).filter((other) => other !== name);
    const further = beside.flatMap((other) =>
      valuesOf(other, bases[0]!).map((value) => ({ ...bases[0], [other]: value })),
    );
    let found = false;
    for (const base of [...bases, ...further]) if (!found) found = await changes(name, base);
    if (!found) idle.push(name);
  }
  return idle;
}

const keyOf = (options: Options) =>
  JSON.stringify(options, (_, value: unknown) =>
    typeof value === 'function' || ArrayBuffer.isView(value)
      ? `(${String(value).slice(0, 200)})`
      : value,
  );

async function signed(signature: Signature, options: Options): Promise<string | undefined> {
  try {
    const value = await signature(options);
    return value === undefined
      ? undefined
      : JSON.stringify(value, (_, part: unknown) =>
          typeof part === 'number' && !Number.isFinite(part) ? String(part) : part,
        );
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function defaultOf(schema: Subject<Kind>['plugin']['options']['shape'][string]): unknown {
  const parsed = (schema as z.ZodType).safeParse(undefined);
  return parsed.success ? parsed.data : undefined;
}
