import { classification, type Metric as TaskMetric } from '@codistill/core';
import { percent } from './numbers.ts';

/** The main metric of a report, by which it compares methods. */
export interface Metric {
  /** Its name in sentences, headings and axes: 'test accuracy', 'perplexity'. */
  readonly name: string;
  /**
   * The unit:
   *
   * - 'share': values in [0, 1], which are shown in percent, with differences in points.
   * - '%': values that are already in percent, with differences in points.
   * - Any other text is the unit written after numbers, such as 'ms'; empty for a plain number.
   */
  readonly unit: string;
  /** Whether a higher or a lower value is better. */
  readonly better: 'higher' | 'lower';
  /** The number of decimals of shown numbers. */
  readonly digits: number;
  /** Of a study: the main metric of its task. */
  readonly task?: TaskMetric;
}

/** The main metric of the default task, classification. */
export const classMetric: TaskMetric = classification().metrics[0];

/**
 * The main metric of a task on a split. `values` are the values of each method, whose spread
 * determines the number of decimals.
 */
export function taskMetric(
  task: TaskMetric,
  split: string,
  values: readonly (readonly number[])[],
): Metric {
  const unit = task.unit === '%' ? 'share' : task.unit;
  return {
    name: `${split} ${task.words}`,
    unit,
    better: task.higherIsBetter ? 'higher' : 'lower',
    digits: digitsOf({ unit }, values),
    task,
  };
}

/** The metric in words, without the split: 'accuracy', 'perplexity'. */
export const wordsOf = ({ task, name }: Metric): string => task?.words ?? name;

/** Two digits for percentages, else as many as show how far the values of a method differ. */
export function digitsOf(
  metric: Pick<Metric, 'unit'>,
  values: readonly (readonly number[])[],
): number {
  if (valueUnit(metric) === '%') return 2;
  const all = values.map((of) => of.filter(Number.isFinite)).filter((of) => of.length > 0);
  if (all.length === 0) return 2;
  const range = (some: readonly number[]) =>
    some.reduce((a, b) => Math.max(a, b)) - some.reduce((a, b) => Math.min(a, b));
  const ranges = all.map(range).filter((one) => one > 0);
  const spread = ranges.length > 0 ? ranges.reduce((a, b) => Math.min(a, b)) : range(all.flat());
  const largest = all.flat().reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  return digitsFor(spread / 2 / shownUnit(metric), largest);
}

/** The word for the best mean in sentences: 'highest' if higher is better. */
export const bestWord = ({ better }: Metric): string =>
  better === 'higher' ? 'highest' : 'lowest';

/** Whether `difference`, a method minus another, is an improvement. */
export const isBetter = ({ better }: Metric, difference: number): boolean =>
  better === 'higher' ? difference > 0 : difference < 0;

/** A value without its unit: '92.31', or 'NaN' if it is not a number. */
export const valueText = ({ unit, digits }: Metric, value: number): string =>
  unit === 'share' ? percent(value) : plainText(value, digits);

/** A difference with its sign and without its unit: '+0.39'. */
export const differenceText = (metric: Metric, difference: number): string =>
  `${difference < 0 ? '' : '+'}${valueText(metric, difference)}`;

/** The unit that follows values: '%', 'ms', or nothing. */
export const valueUnit = ({ unit }: Pick<Metric, 'unit'>): string =>
  unit === 'share' ? '%' : unit;

/** The unit that follows differences: 'points' for percentages. */
export const differenceUnit = (metric: Metric): string =>
  valueUnit(metric) === '%' ? 'points' : metric.unit;

/** A number and its unit: '92.31 %', '34.1'. */
export const withUnit = (text: string, unit: string): string =>
  unit === '' ? text : `${text} ${unit}`;

/** The title of a column or an axis with its unit: 'test accuracy, %', 'perplexity'. */
export const titled = (title: string, unit: string): string =>
  unit === '' ? title : `${title}, ${unit}`;

/** A value as charts draw it: in percent if it is a share, else unchanged. */
export const drawnValue = ({ unit, digits }: Metric, value: number): number =>
  Number(unit === 'share' ? (100 * value).toFixed(3) : plainText(value, digits + 3));

/** The value of one shown unit: 0.01 if values are shares, else 1. */
export const shownUnit = ({ unit }: Pick<Metric, 'unit'>): number => (unit === 'share' ? 0.01 : 1);

const mostDigits = 8;

/** Numbers that are too small for fixed decimals are written with an exponent. */
const plainText = (value: number, digits: number): string =>
  digits > mostDigits && Number.isFinite(value)
    ? value.toExponential(2)
    : value.toFixed(Math.min(digits, mostDigits));

/**
 * The number of decimals that show `spread`, how far values differ, with two digits: 2 for 0.5,
 * none for 12. If the spread is 0, the number of decimals that show `largest` with four digits.
 */
export function digitsFor(spread: number, largest: number): number {
  const size = spread > 0 ? spread : largest;
  if (!(size > 0)) return 0;
  return Math.max(0, (spread > 0 ? 1 : 3) - Math.floor(Math.log10(size)));
}
