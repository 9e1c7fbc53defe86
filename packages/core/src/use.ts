// A plugin as data: its name, or its name with options.
import { z } from 'zod';
import type { Use } from './contracts/experiment.ts';

/** A plugin's name alone. */
export const nameSchema = z.string().min(1);
/** A plugin's name with options. */
export const withOptionsSchema = z.looseObject({ use: z.string().min(1) });

/** What a configuration may write in the place of a plugin. */
export const useSchema = z
  .union(
    [nameSchema, withOptionsSchema],
    'a plugin was expected: its name, or { use: name, ...options }',
  )
  .describe('A plugin: its name, or { use: name, ...options }.');

/** A schedule whose values go from `least` to `most`: a plugin, or a number of that range. */
export const scheduleSchema = (least: number, most = Number.MAX_VALUE) =>
  z.union(
    [z.number().min(least).max(most), nameSchema, withOptionsSchema],
    `a schedule was expected: a number from ${least}${most < Number.MAX_VALUE ? ` to ${most}` : ''}, its name, or { use: name, ...options }`,
  );

/** Whether a value is written as a plugin; its name and options are not looked at. */
export const isUse = (value: unknown): value is Use =>
  typeof value === 'string' || (typeof value === 'object' && value !== null && 'use' in value);

/** The plugin's name. */
export const nameOf = (use: Use): string => (typeof use === 'string' ? use : use.use);

/** The plugin's options, as they are written; empty where there are none. */
export function optionsOf(use: Use): Readonly<Record<string, unknown>> {
  if (typeof use === 'string') return {};
  const { use: _name, ...options } = use;
  return options;
}
