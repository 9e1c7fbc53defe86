import {
  differenceText,
  differenceUnit,
  isBetter,
  type Metric,
  valueText,
  withUnit,
} from '../metric.ts';
import { listed, seedsText } from '../numbers.ts';
import type { Report } from '../report.ts';
import type { Family, PairedResult } from '../statistics/families.ts';

/** The comparisons of a report, and their metric. */
export type Comparisons = Pick<Report, 'families' | 'metric'>;

/**
 * The first paragraph of the report: what each method gains over the baseline, and over the control
 * if there is one; which of these gains are established and which are not.
 */
export function firstParagraph({ families, metric }: Comparisons): string {
  const pairs = families.flatMap((family) => family.pairs);
  return [
    ...families.map((family) => gains(family, metric)),
    ...(pairs.length > 0 ? [established(families, metric)] : []),
  ].join(' ');
}

function gains({ role, to, pairs, leftOut, samePerturbation }: Family, metric: Metric): string {
  const control = role === 'control';
  if (pairs.length === 0)
    return control
      ? `No method can be compared with ${to}, the control: ${leftOut.map(({ method, why }) => `${method}, for ${why}`).join('; ')}.`
      : `No method can be compared with ${to} yet.`;
  const counts = new Set(pairs.map((pair) => pair.pairs));
  const one = counts.size === 1;
  const over = metric.better === 'higher' ? 'Over' : 'Against';
  const whom = `${over} ${to}${control ? `, the control${samePerturbation ? ' with the same perturbation' : ''}` : ''},${one ? ` with ${seedsText(pairs[0]!.pairs)},` : ''}`;
  return `${whom} ${listed(pairs.map((pair) => gain(pair, metric, !one)))}.`;
}

/** How much one method gains over another, with its interval. */
function gain(pair: PairedResult, metric: Metric, seeds: boolean): string {
  const { method, interval, pairs } = pair;
  const said =
    interval === null
      ? 'its 95 % interval cannot be said'
      : `95 % interval ${rangeText(metric, interval)}${mayBeNothing(pair) ? ', so it may be nothing' : ''}`;
  return `${method} ${change(metric, pair.difference)} (${said}${seeds ? `, ${seedsText(pairs)}` : ''})`;
}

/**
 * 'gains 0.39 points', or 'is 0.39 ms lower' if lower is better, because "gains" would mislead
 * then.
 */
function change(metric: Metric, difference: number): string {
  const amount = withUnit(valueText(metric, Math.abs(difference)), differenceUnit(metric));
  if (metric.better === 'higher')
    return difference === 0 ? 'gains nothing' : `${difference > 0 ? 'gains' : 'loses'} ${amount}`;
  return difference === 0 ? 'is equal' : `is ${amount} ${difference < 0 ? 'lower' : 'higher'}`;
}

function established(families: readonly Family[], metric: Metric): string {
  const better = ({ difference }: PairedResult) => isBetter(metric, difference);
  const are = (direction: string) => (count: number) =>
    `${count === 1 ? 'is' : 'are'} ${direction} than`;
  const found = [
    ...claims(families, (pair) => pair.established && better(pair), are('better'), 'and'),
    ...claims(families, (pair) => pair.established && !better(pair), are('worse'), 'and'),
  ];
  const open = claims(
    families,
    (pair) => !pair.established,
    () => 'differs from',
    'or',
  );
  return [
    found.length > 0
      ? `The study establishes ${listed(found)}.`
      : 'The study establishes no difference between methods.',
    ...(open.length > 0 ? [`It does not establish ${listed(open, 'or')}.`] : []),
  ].join(' ');
}

/** 'that a and b are better than independent', for the pairs that `keep` selects. */
const claims = (
  families: readonly Family[],
  keep: (pair: PairedResult) => boolean,
  verb: (count: number) => string,
  word: 'and' | 'or',
): string[] =>
  families.flatMap(({ to, pairs }) => {
    const kept = pairs.filter(keep).map(({ method }) => method);
    return kept.length === 0
      ? []
      : [`that ${listed(kept, word)} ${verb(word === 'or' ? 1 : kept.length)} ${to}`];
  });

/** An interval of differences: '-0.12 to +0.90'. */
export const rangeText = (
  metric: Metric,
  { low, high }: NonNullable<PairedResult['interval']>,
): string => `${differenceText(metric, low)} to ${differenceText(metric, high)}`;

/** Whether the interval of a difference contains zero. */
export const mayBeNothing = ({ interval }: PairedResult): boolean =>
  interval !== null && interval.low <= 0 && interval.high >= 0;
