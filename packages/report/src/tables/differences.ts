import { verdict } from '../conclusion/verdict.ts';
import { differenceUnit, type Metric, shownUnit, titled, valueText, withUnit } from '../metric.ts';
import { cannotBeSaid, intervalText, pText } from '../numbers.ts';
import type { Report } from '../report.ts';
import { seedsNeeded } from '../statistics/compare.ts';
import type { Family, PairedResult } from '../statistics/families.ts';
import type { Table } from './table.ts';

/** The comparisons with the baseline, or with the control. */
export function differencesTable(report: Report, { role, to, pairs, leftOut }: Family): Table {
  const { metric } = report;
  const text = (difference: number) => valueText(metric, difference);
  const [, , asked = 1] = askedDifferences(report);
  return {
    id: role === 'baseline' ? 'differences' : 'differences-to-control',
    title: `Paired differences to ${to}${role === 'control' ? ', the control' : ''}`,
    head: [
      'method',
      'seeds',
      titled('difference', differenceUnit(metric)),
      '95 % interval',
      'p (t test)',
      'p (permutation)',
      'smallest p possible',
      'p (Holm)',
      'superiority',
      'effect size',
      seedsHead(metric, asked),
    ],
    rows: pairs.map((pair) => [
      pair.method,
      String(pair.pairs),
      text(pair.difference),
      intervalText(pair.interval, text),
      pText(pair.tTest),
      pText(pair.permutation),
      pText(pair.smallestPermutation),
      pText(pair.corrected),
      pair.superiority.toFixed(2),
      pair.effect === null ? cannotBeSaid : pair.effect.toFixed(2),
      seedsText(metric, pair, asked),
    ]),
    notes: [
      ...pairs.map((pair) => verdict(pair, metric)),
      ...leftOut.map(({ method, why }) => `${method} is not compared with ${to}: ${why}.`),
    ],
  };
}

/** How many seeds are necessary to detect differences of several sizes. */
export function seedsTable(report: Report): Table {
  const { metric, families } = report;
  const pairs = families[0]?.pairs ?? [];
  const asked = askedDifferences(report);
  return {
    id: 'seeds',
    title: 'Seeds needed to see a difference',
    head: [
      'method',
      titled('deviation of differences', differenceUnit(metric)),
      ...asked.map((difference) => seedsHead(metric, difference)),
    ],
    rows: pairs.map((pair) => [
      pair.method,
      pair.deviation === null ? cannotBeSaid : valueText(metric, pair.deviation),
      ...asked.map((difference) => seedsText(metric, pair, difference)),
    ]),
  };
}

/**
 * The differences, in shown units, for which the report gives the necessary number of seeds. They
 * are around 1 point; for other units, around the power of ten that is nearest to the largest
 * deviation.
 */
function askedDifferences({ metric, families }: Report): readonly number[] {
  const deviation = (families[0]?.pairs ?? []).reduce(
    (most, pair) => Math.max(most, pair.deviation ?? 0),
    0,
  );
  const one =
    differenceUnit(metric) === 'points' || deviation === 0
      ? 1
      : 10 ** Math.round(Math.log10(deviation));
  return [0.25, 0.5, 1, 2].map((share) => Number((share * one).toPrecision(3)));
}

function seedsHead(metric: Metric, difference: number): string {
  const unit = differenceUnit(metric);
  return `seeds to see ${withUnit(String(difference), difference === 1 ? unit.replace(/^points$/, 'point') : unit)}`;
}

/** The number of seeds at which such a difference would be detected with power 0.8. */
function seedsText(metric: Metric, { deviation }: PairedResult, difference: number): string {
  if (!deviation) return cannotBeSaid;
  const found = seedsNeeded(difference * shownUnit(metric), deviation);
  return found >= 1000 ? '1000 or more' : String(found);
}
