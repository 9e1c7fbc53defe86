// Tables of options and lists of variants, from the schemas of plugins.
import { cell, table } from './markdown.mjs';
import { z } from './plugins.mjs';

// Of what comes out: of what goes in, zod says no default where an option is transformed.
const propertiesOf = ({ options }) =>
  z.toJSONSchema(options, { io: 'output', unrepresentable: 'any' }).properties ?? {};

/**
 * A table of the options of a plugin, without those that `other` has with the same default;
 * undefined where none is left.
 */
export function optionsTable(plugin, other) {
  const known = other ? propertiesOf(other) : {};
  const isNew = ([name, value]) =>
    !(name in known) || JSON.stringify(known[name].default) !== JSON.stringify(value.default);
  const rows = Object.entries(propertiesOf(plugin))
    .filter(isNew)
    .map(([name, value]) => [
      `\`${name}\``,
      value.default === undefined ? '' : cell(`\`${spaced(value.default)}\``),
      cell(value.description ?? ''),
    ]);
  return rows.length === 0 ? undefined : table(['option', 'default', 'meaning'], rows);
}

/** A value as JSON with a space after each comma between items, at which a cell may break. */
const spaced = (value) => JSON.stringify(value).replace(/(["\]}]),/g, '$1, ');

/** The variants of a plugin with the options that each sets; undefined where it has none. */
export function variantsList(plugin) {
  const variants = Object.entries(plugin.variants ?? {});
  if (variants.length === 0) return undefined;
  const set = (options) =>
    Object.entries(options)
      .map(([key, value]) => `\`${key}\` ${JSON.stringify(value)}`)
      .join(', ');
  const lines = variants.map(([name, options]) => `- \`${name}\`: ${set(options)}`);
  return `Variants can be used wherever the name can:\n\n${lines.join('\n')}`;
}
