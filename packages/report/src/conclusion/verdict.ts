import {
  differenceText,
  differenceUnit,
  isBetter,
  type Metric,
  withUnit,
  wordsOf,
} from '../metric.ts';
import { listed, pText, seedsText, withArticle } from '../numbers.ts';
import type { PairedResult } from '../statistics/families.ts';
import { mayBeNothing, rangeText } from './firstParagraph.ts';

/** The result of a paired comparison in plain words, and which statistics are undefined. */
export function verdict(pair: PairedResult, metric: Metric): string {
  const { method, to, pairs, interval, corrected, established: sure } = pair;
  const unsaid = unsaidText(pair, metric);
  const difference = withUnit(differenceText(metric, pair.difference), differenceUnit(metric));
  if (pairs === 1)
    return `${method} was ${difference} against ${to} with one seed, which says nothing about another seed.`;
  const least = `, and cannot give less than ${pText(pair.smallestPermutation)}`;
  const doubt = `A permutation test with ${seedsText(pairs)}, corrected for the number of methods, gives p = ${pText(corrected)}${pair.smallestPermutation > 0.05 ? `${least}: more seeds are needed to be sure` : ''}.`;
  if (!interval)
    return `${method} and ${to} differ by ${difference} at each of ${seedsText(pairs)}, which does not establish a difference. ${doubt}${unsaid}`;
  const range = rangeText(metric, interval);
  if (mayBeNothing(pair))
    return `${method} and ${to} cannot be told apart with ${seedsText(pairs)}: the mean difference is ${difference}, and its 95 % interval goes from ${range}.${unsaid}`;
  const direction = isBetter(metric, pair.difference) ? 'better' : 'worse';
  return sure
    ? `${method} is ${direction} than ${to}: ${difference} over ${seedsText(pairs)}, 95 % interval ${range}, p = ${pText(corrected)} corrected.${unsaid}`
    : `${method} was ${direction} than ${to} by ${difference} over ${seedsText(pairs)}, 95 % interval ${range}, which does not establish a difference. ${doubt}${unsaid}`;
}

const names = {
  deviation: 'deviation of differences',
  interval: '95 % interval',
  tTest: 'p of the t test',
  effect: 'effect size',
} as const;

/** One sentence for each reason why statistics of a comparison are undefined. */
function unsaidText({ because, ties, pairs, notFinite }: PairedResult, metric: Metric): string {
  const reasons = new Map<string, string[]>();
  for (const [name, why] of Object.entries(because))
    reasons.set(why, [...(reasons.get(why) ?? []), names[name as keyof typeof names]]);
  const unspread = because.deviation ?? because.interval;
  if (unspread !== undefined) reasons.get(unspread)!.push('number of seeds to see a difference');
  return [
    ...[...reasons].map(([why, what]) => ` Its ${listed(what)} cannot be said: ${why}.`),
    ...(ties > 0 ? [` At ${ties} of ${seedsText(pairs)} the two are equal.`] : []),
    ...(notFinite.length > 0
      ? [
          ` Left out for ${withArticle(wordsOf(metric))} that is not a finite number: seed ${listed(notFinite.map(String))}.`,
        ]
      : []),
  ].join('');
}
