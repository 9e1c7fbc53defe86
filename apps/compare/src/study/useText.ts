import type { Use } from '@codistill/core';
import { wrongUseText } from '../errors.ts';

/**
 * A plugin as a command line writes it: 'mutual', or 'mutual:temperature=2:update=alternating'.
 * Values are JSON where they can be, else text.
 */
export function parseUse(text: string): Use {
  const [name = '', ...options] = text.split(':').map((part) => part.trim());
  if (name === '') throw wrongUseText(text);
  if (options.length === 0) return name;
  return {
    use: name,
    ...Object.fromEntries(
      options.map((option) => {
        const at = option.indexOf('=');
        if (at < 1) throw wrongUseText(text);
        return [option.slice(0, at).trim(), jsonOrText(option.slice(at + 1).trim())];
      }),
    ),
  };
}

/** A list of them, parted by commas outside brackets. */
export const parseUses = (text: string): Use[] =>
  text.split(/,(?![^[]*\])/).flatMap((part) => (part.trim() === '' ? [] : [parseUse(part)]));

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
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
