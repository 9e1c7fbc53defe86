import type { Family, PairedResult } from './families.ts';
import type { MethodResults, ReportRun, StudyReport } from './model.ts';
import { listed, percent, points, pText, seedsText } from './numbers.ts';
import { fewestPairs } from './statistics/compare.ts';

const amount = (difference: number) => `${percent(Math.abs(difference))} points`;
const range = ({ low, high }: NonNullable<PairedResult['interval']>) =>
  `${points(low)} to ${points(high)}`;
const mayBeNothing = ({ interval }: PairedResult) =>
  interval !== null && interval.low <= 0 && interval.high >= 0;

/** What one method gains over another, with its interval. */
function gain(pair: PairedResult, seeds: boolean): string {
  const { method, difference, interval, pairs } = pair;
  const verb =
    difference === 0
      ? 'gains nothing'
      : `${difference > 0 ? 'gains' : 'loses'} ${amount(difference)}`;
  const said =
    interval === null
      ? 'its 95 % interval cannot be said'
      : `95 % interval ${range(interval)}${mayBeNothing(pair) ? ', so it may be nothing' : ''}`;
  return `${method} ${verb} (${said}${seeds ? `, ${seedsText(pairs)}` : ''})`;
}

function gains({ role, to, pairs, leftOut, samePerturbation }: Family): string {
  const control = role === 'control';
  if (pairs.length === 0)
    return control
      ? `No method can be compared with ${to}, the control: ${leftOut.map(({ method, why }) => `${method}, for ${why}`).join('; ')}.`
      : `No method can be compared with ${to} yet.`;
  const counts = new Set(pairs.map((pair) => pair.pairs));
  const one = counts.size === 1;
  const over = `Over ${to}${control ? `, the control${samePerturbation ? ' with the same perturbation' : ''}` : ''},${one ? ` with ${seedsText(pairs[0]!.pairs)},` : ''}`;
  return `${over} ${listed(pairs.map((pair) => gain(pair, !one)))}.`;
}

/** 'that a and b are better than independent' of the pairs that `keep` holds for. */
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

function established(families: readonly Family[]): string {
  const are = (direction: string) => (count: number) =>
    `${count === 1 ? 'is' : 'are'} ${direction} than`;
  const found = [
    ...claims(families, (pair) => pair.established && pair.difference > 0, are('better'), 'and'),
    ...claims(families, (pair) => pair.established && pair.difference < 0, are('worse'), 'and'),
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

/** When a difference is established, and where so few seeds establish none. */
export const criterion = (families: readonly Family[]): string[] =>
  families.every(({ pairs }) => pairs.length === 0)
    ? []
    : [
        [
          'A difference is established where its interval excludes zero and the permutation test, corrected for the number of comparisons, gives p of at most 0.05.',
          ...families.flatMap(tooFewSeeds),
        ].join(' '),
      ];

/** Where even the clearest result could not be established. */
function tooFewSeeds({ to, pairs }: Family): string[] {
  const most = pairs.reduce((count, pair) => Math.max(count, pair.pairs), 0);
  const smallest = pairs.find((pair) => pair.pairs === most)?.smallestPermutation ?? 0;
  const corrected = Math.min(1, smallest * pairs.length);
  if (corrected <= 0.05) return [];
  const many =
    pairs.length > 1 ? `, or ${pText(corrected)} corrected for ${pairs.length} comparisons` : '';
  return [
    `With ${seedsText(most)} that test cannot give less than p = ${pText(smallest)}${many}: a difference to ${to} takes at least ${fewestPairs(pairs.length)} seeds to be established.`,
  ];
}

/**
 * The report's first paragraph: what each method gains over the baseline, what over the control
 * where there is one, what of it is established and what is not.
 */
export function firstParagraph(families: readonly Family[]): string {
  const pairs = families.flatMap((family) => family.pairs);
  return [...families.map(gains), ...(pairs.length > 0 ? [established(families)] : [])].join(' ');
}

/** What a paired comparison says, in plain words, and what of it cannot be said. */
export function verdict(pair: PairedResult): string {
  const { method, to, pairs, difference, interval, corrected, established: sure } = pair;
  const unsaid = unsaidText(pair);
  if (pairs === 1)
    return `${method} was ${points(difference)} points against ${to} with one seed, which says nothing about another seed.`;
  const least = `, and cannot give less than ${pText(pair.smallestPermutation)}`;
  const doubt = `A permutation test with ${seedsText(pairs)}, corrected for the number of methods, gives p = ${pText(corrected)}${pair.smallestPermutation > 0.05 ? `${least}: more seeds are needed to be sure` : ''}.`;
  if (!interval)
    return `${method} and ${to} differ by ${points(difference)} points at each of ${seedsText(pairs)}, which does not establish a difference. ${doubt}${unsaid}`;
  if (mayBeNothing(pair))
    return `${method} and ${to} cannot be told apart with ${seedsText(pairs)}: the mean difference is ${points(difference)} points, and its 95 % interval goes from ${range(interval)}.${unsaid}`;
  const direction = difference > 0 ? 'better' : 'worse';
  return sure
    ? `${method} is ${direction} than ${to}: ${points(difference)} points over ${seedsText(pairs)}, 95 % interval ${range(interval)}, p = ${pText(corrected)} corrected.${unsaid}`
    : `${method} was ${direction} than ${to} by ${points(difference)} points over ${seedsText(pairs)}, 95 % interval ${range(interval)}, which does not establish a difference. ${doubt}${unsaid}`;
}

const names = {
  deviation: 'deviation of differences',
  interval: '95 % interval',
  tTest: 'p of the t test',
  effect: 'effect size',
} as const;

/** One sentence for each reason: what cannot be said of a comparison, and why. */
function unsaidText({ because, ties, pairs, notFinite }: PairedResult): string {
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
          ` Left out for an accuracy that is not a finite number: seed ${listed(notFinite.map(String))}.`,
        ]
      : []),
  ].join('');
}

/** What the report says first: what is established, then who is in front and what is missing. */
export function conclusion(report: StudyReport): readonly string[] {
  const ranked = report.methods
    .filter(
      (method): method is MethodResults & Required<Pick<MethodResults, 'accuracy'>> =>
        method.accuracy !== undefined,
    )
    .sort((a, b) => b.accuracy.mean - a.accuracy.mean);
  const first = ranked.find(({ accuracy }) => Number.isFinite(accuracy.mean));
  if (ranked.length === 0) return ['No run has finished yet.', ...left(report)];
  return [
    ...(report.methods.length > 1
      ? [firstParagraph(report.families), ...criterion(report.families)]
      : []),
    ...(first
      ? [
          `${first.id} has the highest mean ${report.split} accuracy, ${percent(first.accuracy.mean)} % over ${seedsText(first.accuracy.count)}.`,
        ]
      : []),
    ...left(report),
    ...(report.remarks ?? []),
  ];
}

/** Runs without a result, and accuracies that are none. */
function left(report: StudyReport): string[] {
  const leftOut = (runs: readonly ReportRun[], what: string) => {
    const [count, are] = runs.length === 1 ? ['1 run', 'is'] : [`${runs.length} runs`, 'are'];
    const named = runs.map((run) => `${run.method} with seed ${run.seed}`).join(', ');
    return runs.length > 0 ? [`${count} ${what} and ${are} left out: ${named}.`] : [];
  };
  const missing = report.methods.flatMap(({ runs }) =>
    runs.filter(({ status }) => status === 'missing'),
  ).length;
  const without = report.methods.flatMap(({ id, seeds, last }) =>
    seeds
      .filter((_, i) => last[i] === undefined || !Number.isFinite(last[i]))
      .map((seed) => `${id} with seed ${seed}`),
  );
  return [
    ...leftOut(
      report.methods.flatMap(({ diverged }) => diverged),
      'diverged',
    ),
    ...leftOut(
      report.methods.flatMap(({ failed }) => failed),
      'failed',
    ),
    ...(without.length > 0
      ? [
          `The accuracy of these finished runs is missing or not a finite number: ${without.join(', ')}.`,
        ]
      : []),
    ...(missing > 0 ? [`${missing} run${missing === 1 ? ' is' : 's are'} not done yet.`] : []),
  ];
}
