import type { MethodResults, PairedResult, StudyReport } from './model.ts';

const points = (value: number) =>
  `${value >= 0 ? '+' : '-'}${Math.abs(100 * value).toFixed(2)} points`;
const seeds = (count: number) => `${count} seed${count === 1 ? '' : 's'}`;
const percent = (value: number) => `${(100 * value).toFixed(2)} %`;

/**
 * What a paired comparison says, in plain words: better, worse, or that the two cannot be told
 * apart.
 */
export function verdict(pair: PairedResult): string {
  const { method, to, pairs, difference, interval, corrected } = pair;
  if (pairs === 1 || !interval)
    return `${method} was ${points(difference)} against ${to} with one seed, which says nothing about another seed.`;
  const range = `${points(interval.low)} to ${points(interval.high)}`;
  const apart = interval.low > 0 || interval.high < 0;
  if (!apart)
    return `${method} and ${to} cannot be told apart with ${seeds(pairs)}: the mean difference is ${points(difference)}, and its 95 % interval goes from ${range}.`;
  const direction = difference > 0 ? 'better' : 'worse';
  const doubt =
    corrected > 0.05
      ? ` A permutation test with ${seeds(pairs)}, corrected for the number of methods, gives p = ${corrected.toFixed(2)}${2 / 2 ** pairs > 0.05 ? `, and cannot give less than ${(2 / 2 ** pairs).toFixed(2)}: more seeds are needed to be sure` : ''}.`
      : '';
  return `${method} is ${direction} than ${to}: ${points(difference)} over ${seeds(pairs)}, 95 % interval ${range}.${doubt}`;
}

/** The report's first paragraph: who is in front, and whether that means anything. */
export function conclusion(report: StudyReport): readonly string[] {
  const ranked = report.methods
    .filter(
      (method): method is MethodResults & Required<Pick<MethodResults, 'accuracy'>> =>
        method.accuracy !== undefined,
    )
    .sort((a, b) => b.accuracy.mean - a.accuracy.mean);
  const first = ranked[0];
  if (!first) return ['No run has finished yet.'];
  const sentences = [
    `${first.id} has the highest mean ${report.split} accuracy, ${percent(first.accuracy.mean)} over ${seeds(first.seeds.length)}.`,
  ];
  sentences.push(...report.pairs.map(verdict));
  const failed = report.methods.flatMap((method) => method.failed);
  if (failed.length > 0)
    sentences.push(
      `${failed.length} run${failed.length === 1 ? '' : 's'} failed and ${failed.length === 1 ? 'is' : 'are'} left out: ${failed.map((run) => `${run.method} with seed ${run.seed}`).join(', ')}.`,
    );
  const missing = report.methods.flatMap(({ runs }) =>
    runs.filter(({ status }) => status === 'missing'),
  );
  if (missing.length > 0)
    sentences.push(`${missing.length} run${missing.length === 1 ? ' is' : 's are'} not done yet.`);
  return sentences;
}
