import { percent } from './numbers.ts';

/** The measure that a report compares methods by: its main metric. */
export interface Metric {
  /** As sentences, heads and axes name it: 'test accuracy', 'perplexity'. */
  readonly name: string;
  /**
   * 'share': values from 0 to 1, shown in percent, with differences in points. '%': values that are
   * in percent already, with differences in points. Else the unit that stands behind numbers, such
   * as 'ms'; empty for a plain number.
   */
  readonly unit: string;
  /** Which of two values is the better one. */
  readonly better: 'higher' | 'lower';
  /** Digits behind the decimal point of the numbers that are shown. */
  readonly digits: number;
}

/** The accuracy of a split, as studies compare it. */
export const accuracyMetric = (split: string): Metric => ({
  name: `${split} accuracy`,
  unit: 'share',
  better: 'higher',
  digits: 2,
});

/** The mean as sentences rank it: 'highest' where higher is better. */
export const bestWord = ({ better }: Metric): string =>
  better === 'higher' ? 'highest' : 'lowest';

/** Whether `difference`, of a method minus another, is for the better. */
export const isBetter = ({ better }: Metric, difference: number): boolean =>
  better === 'higher' ? difference > 0 : difference < 0;

/** A value without its unit: '92.31'; 'NaN' where it is none. */
export const valueText = ({ unit, digits }: Metric, value: number): string =>
  unit === 'share' ? percent(value) : plainText(value, digits);

/** A difference with its sign and without its unit: '+0.39'. */
export const differenceText = (metric: Metric, difference: number): string =>
  `${difference < 0 ? '' : '+'}${valueText(metric, difference)}`;

/** What stands behind values: '%', 'ms', or nothing. */
export const valueUnit = ({ unit }: Pick<Metric, 'unit'>): string =>
  unit === 'share' ? '%' : unit;

/** What stands behind differences: 'points' of percentages. */
export const differenceUnit = (metric: Metric): string =>
  valueUnit(metric) === '%' ? 'points' : metric.unit;

/** A number and its unit: '92.31 %', '34.1'. */
export const withUnit = (text: string, unit: string): string =>
  unit === '' ? text : `${text} ${unit}`;

/** A column or an axis and its unit: 'test accuracy, %', 'perplexity'. */
export const titled = (title: string, unit: string): string =>
  unit === '' ? title : `${title}, ${unit}`;

/** A value as charts draw it: in percent where it is a share, else as it is. */
export const drawnValue = ({ unit, digits }: Metric, value: number): number =>
  Number(unit === 'share' ? (100 * value).toFixed(3) : plainText(value, digits + 3));

/** What one of the metric's units as shown is worth: 0.01 where values are shares. */
export const shownUnit = ({ unit }: Pick<Metric, 'unit'>): number => (unit === 'share' ? 0.01 : 1);

const mostDigits = 8;

/** Numbers too small for fixed digits are written with an exponent. */
const plainText = (value: number, digits: number): string =>
  digits > mostDigits && Number.isFinite(value)
    ? value.toExponential(2)
    : value.toFixed(Math.min(digits, mostDigits));

/**
 * The digits behind the decimal point that show `spread`, how far values differ, with two digits:
 * 2 for 0.5, none for 12. Of no spread, those that show `largest` with four.
 */
export function digitsFor(spread: number, largest: number): number {
  const size = spread > 0 ? spread : largest;
  if (!(size > 0)) return 0;
  return Math.max(0, (spread > 0 ? 1 : 3) - Math.floor(Math.log10(size)));
}
