import { nameOf, optionsOf, type Use } from '@codistill/core';
import { useSchema } from '@codistill/core/engine';
import { jsonWord, readPlugin, readPlugins } from './useParser.ts';

/**
 * The plugin in a text, as a command line writes it: 'mutual', or
 * 'mutual:temperature=2:update=alternating'. `readPlugins` has the grammar.
 * @throws InputError that names the position of a syntax error.
 */
export const parseUse = (text: string): Use => readPlugin(text);

/** The plugins in a list separated by commas. @throws InputError like `parseUse`. */
export const parseUses = (text: string): Use[] => [...readPlugins(text)];

/** The text that `parseUse` reads as `use`: the plain form if the grammar allows it, else JSON. */
export function formatUse(use: Use): string {
  return [
    word(nameOf(use)),
    ...Object.entries(optionsOf(use)).map(
      ([option, value]) => `${word(option)}=${valueText(value)}`,
    ),
  ].join(':');
}

/** A name as the grammar reads it; names with other characters become JSON strings. */
const word = (text: string) => (/^[\w$./@+-]+$/.test(text) ? text : JSON.stringify(text));

function valueText(value: unknown): string {
  if (typeof value === 'string') return jsonWord.test(value) ? JSON.stringify(value) : word(value);
  const isPlugin =
    useSchema.safeParse(value).success && Object.keys(optionsOf(value as Use)).length > 0;
  return isPlugin ? `(${formatUse(value as Use)})` : (JSON.stringify(value) ?? 'null');
}

/** A text that is equal for equal plugins with equal options, however they are written. */
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
