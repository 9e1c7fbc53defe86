import { bestWord, valueText, valueUnit, withUnit, wordsOf } from '../metric.ts';
import { seedsText } from '../numbers.ts';
import { type Report, runsThat } from '../report.ts';
import type { RunRecord } from '../runRecord.ts';
import { criterion } from './criterion.ts';
import { firstParagraph } from './firstParagraph.ts';

/**
 * The first paragraphs of the report, one string each: what is established, which method has the
 * best mean, and what is missing.
 */
export function conclusion(report: Report): readonly string[] {
  if (report.methods.every(({ summary }) => summary === undefined))
    return ['No run has finished yet.', ...left(report)];
  return [
    ...(report.methods.length > 1 ? [firstParagraph(report), ...criterion(report)] : []),
    ...inFront(report),
    ...left(report),
    ...report.remarks,
  ];
}

/** The method with the best mean, if a mean is finite. */
function inFront({ methods, metric }: Report): string[] {
  const sign = metric.better === 'higher' ? -1 : 1;
  const [first] = methods
    .flatMap(({ id, summary }) =>
      summary && Number.isFinite(summary.mean) ? [{ id, summary }] : [],
    )
    .sort((a, b) => sign * (a.summary.mean - b.summary.mean));
  if (!first) return [];
  const { mean, count } = first.summary;
  const value = withUnit(valueText(metric, mean), valueUnit(metric));
  return [
    `${first.id} has the ${bestWord(metric)} mean ${metric.name}, ${value} over ${seedsText(count)}.`,
  ];
}

/** Runs without a result, and values that are not finite. */
function left(report: Report): string[] {
  const missing = runsThat(report, 'missing').length;
  const without = report.methods.flatMap(({ id, seeds, values }) =>
    seeds
      .filter((_, i) => values[i] === undefined || !Number.isFinite(values[i]))
      .map((seed) => `${id} with seed ${seed}`),
  );
  return [
    ...leftOut(runsThat(report, 'diverged'), 'diverged'),
    ...leftOut(runsThat(report, 'failed'), 'failed'),
    ...(without.length > 0
      ? [
          `The ${wordsOf(report.metric)} of these finished runs is missing or not a finite number: ${without.join(', ')}.`,
        ]
      : []),
    ...(missing > 0 ? [`${missing} run${missing === 1 ? ' is' : 's are'} not done yet.`] : []),
  ];
}

function leftOut(runs: readonly RunRecord[], what: string): string[] {
  const [count, are] = runs.length === 1 ? ['1 run', 'is'] : [`${runs.length} runs`, 'are'];
  const named = runs.map((run) => `${run.method} with seed ${run.seed}`).join(', ');
  return runs.length > 0 ? [`${count} ${what} and ${are} left out: ${named}.`] : [];
}
