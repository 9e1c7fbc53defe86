import type { Interval } from './statistics/describe.ts';

/** The entry of a table for an undefined statistic. */
export const cannotBeSaid = 'cannot be said';

/** One value for each seed; undefined if the run has none. */
export type Values = readonly (number | undefined)[];

/** A share, in [0, 1], in percent without the sign: '92.31', or 'NaN' if it is not a number. */
export const percent = (share: number): string => (100 * share).toFixed(2);

/** A difference of shares, in [-1, 1], in percentage points with its sign: '+0.39'. */
export const points = (difference: number): string =>
  `${difference < 0 ? '' : '+'}${percent(difference)}`;

export const intervalText = (interval: Interval | null, text: (bound: number) => string): string =>
  interval === null ? cannotBeSaid : `${text(interval.low)} to ${text(interval.high)}`;

/** A p value. A value below a thousandth is not rounded to 0. */
export const pText = (p: number | null): string =>
  p === null ? cannotBeSaid : p < 0.001 ? '< 0.001' : p.toFixed(3);

/**
 * The mean over the seeds that have a value, with their number if some have none; empty if none has
 * one. If a value is not a finite number, neither is the mean, and the text says so.
 */
export function meanText(values: Values, text: (value: number) => string): string {
  const known = values.filter((value): value is number => value !== undefined);
  if (known.length === 0) return '';
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return known.length === values.length
    ? text(mean)
    : `${text(mean)} (${known.length} of ${values.length} seeds)`;
}

/** A noun with its article: 'an accuracy', 'a root mean square error'. */
export const withArticle = (noun: string): string =>
  `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

/** '1 seed', '3 seeds'. */
export const seedsText = (count: number): string => `${count} seed${count === 1 ? '' : 's'}`;

/** The words in a list, with `last` before the last one: 'a', 'a and b', 'a, b and c'. */
export const listed = (words: readonly string[], last = 'and'): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)!}`;
