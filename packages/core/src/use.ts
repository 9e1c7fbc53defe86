// A plugin as data: its name, or its name with options.
import { z } from 'zod';
import type { Use } from './contracts/experiment.ts';

/** The name of a plugin, without options. */
export const nameSchema = z.string().min(1);
/** A plugin's name with options. */
export const withOptionsSchema = z.looseObject({ use: z.string().min(1) });

/** What a configuration may write for a plugin. */
export const useSchema = z
  .union(
    [nameSchema, withOptionsSchema],
    'a plugin was expected: its name, or { use: name, ...options }',
  )
  .describe('A plugin: its name, or { use: name, ...options }.');

/** A schedule with values from `least` to `most`: a plugin, or a number in that range. */
export const scheduleSchema = (least: number, most = Number.MAX_VALUE) =>
  z.union(
    [z.number().min(least).max(most), nameSchema, withOptionsSchema],
    `a schedule was expected: a number from ${least}${most < Number.MAX_VALUE ? ` to ${most}` : ''}, its name, or { use: name, ...options }`,
  );

/** Whether a value has the form of a plugin as data. It does not check the name and the options. */
export const isUse = (value: unknown): value is Use =>
  typeof value === 'string' || (typeof value === 'object' && value !== null && 'use' in value);

/** The name of the plugin. */
export const nameOf = (use: Use): string => (typeof use === 'string' ? use : use.use);

/** The options of the plugin as written; empty if there are none. */
export function optionsOf(use: Use): Readonly<Record<string, unknown>> {
  if (typeof use === 'string') return {};
  const { use: _name, ...options } = use;
  return options;
}
