import type { Use } from '@codistill/core';
import { jsonWord, readPlugin, readPlugins } from './useParser.ts';

/**
 * A plugin as a command line writes it: 'mutual', or 'mutual:temperature=2:update=alternating'. The
 * grammar is that of `readPlugins`. @throws InputError that names the place where it is not followed.
 */
export const parseUse = (text: string): Use => readPlugin(text);

/** A list of them, parted by commas. @throws InputError as `parseUse`. */
export const parseUses = (text: string): Use[] => [...readPlugins(text)];

/**
 * The text that `parseUse` reads as `use`: plain where the grammar's plain form reaches, else JSON.
 */
export function formatUse(use: Use): string {
  const { use: name, ...options } = typeof use === 'string' ? { use } : use;
  return [
    word(name),
    ...Object.entries(options).map(([option, value]) => `${word(option)}=${valueText(value)}`),
  ].join(':');
}

/** A name that the grammar reads as such; every other is a JSON string. */
const word = (text: string) => (/^[\w$./@+-]+$/.test(text) ? text : JSON.stringify(text));

function valueText(value: unknown): string {
  if (typeof value === 'string') return jsonWord.test(value) ? JSON.stringify(value) : word(value);
  const isPlugin =
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { use?: unknown }).use === 'string' &&
    (value as { use: string }).use !== '' &&
    Object.keys(value).length > 1;
  return isPlugin ? `(${formatUse(value as Use)})` : (JSON.stringify(value) ?? 'null');
}

/** The name in a use. */
export const nameOf = (use: Use): string => (typeof use === 'string' ? use : use.use);

/** The same text for the same plugin with the same options, however written. */
export function canonical(use: Use): string {
  const { use: name, ...options } = typeof use === 'string' ? { use } : use;
  return JSON.stringify([name, sorted(options)]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
