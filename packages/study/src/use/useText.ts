import { nameOf, optionsOf, type Use } from '@codistill/core';
import { useSchema } from '@codistill/core/engine';
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
  return [
    word(nameOf(use)),
    ...Object.entries(optionsOf(use)).map(
      ([option, value]) => `${word(option)}=${valueText(value)}`,
    ),
  ].join(':');
}

/** A name that the grammar reads as such; every other is a JSON string. */
const word = (text: string) => (/^[\w$./@+-]+$/.test(text) ? text : JSON.stringify(text));

function valueText(value: unknown): string {
  if (typeof value === 'string') return jsonWord.test(value) ? JSON.stringify(value) : word(value);
  const isPlugin =
    useSchema.safeParse(value).success && Object.keys(optionsOf(value as Use)).length > 0;
  return isPlugin ? `(${formatUse(value as Use)})` : (JSON.stringify(value) ?? 'null');
}

/** The same text for the same plugin with the same options, however written. */
export function canonical(use: Use): string {
  return JSON.stringify([nameOf(use), sorted(optionsOf(use))]);
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
