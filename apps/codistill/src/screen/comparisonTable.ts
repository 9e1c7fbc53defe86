import { clock } from '@codistill/observers';
import type { Family } from '@codistill/report';
import {
  cannotBeSaid,
  criterion,
  firstParagraph,
  listed,
  percent,
  points,
  seedsText,
} from '@codistill/report';
import type { MethodReport, Report, RunTiming, Spread } from '@codistill/study';
import Table from 'cli-table3';

function spreadText({ mean, deviation, values }: Spread): string {
  const known = values.filter((value) => value !== null).length;
  const some = known === values.length ? '' : ` (${known} of ${seedsText(values.length)})`;
  return `${percent(mean)}${deviation === null ? '' : ` ± ${percent(deviation)}`}${some}`;
}

const withoutResult = ({ runs }: MethodReport) =>
  runs.some(({ status }) => status === 'diverged') ? 'diverged' : 'no result';

/** A table without colours, so that it reads the same everywhere. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, i) => (right.includes(i) ? 'right' : 'left')),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/**
 * The comparison as people read it: a row a method. Accuracies in percent, mean ± deviation over
 * seeds.
 */
export function comparisonTable(
  report: Report,
  timings: Readonly<Record<string, Readonly<Record<string, RunTiming>>>>,
): string {
  const head = [
    'method',
    `${report.split} accuracy %`,
    'by network',
    'ensemble',
    ...report.families.map(({ to }) => `minus ${to} [95 %]`),
    'steps',
    'time a run',
  ];
  const rows = report.methods.map((method) => [
    method.id,
    method.accuracy ? spreadText(method.accuracy) : withoutResult(method),
    Object.entries(method.networks)
      .map(([id, values]) => `${id} ${spreadText(values)}`)
      .join('\n'),
    method.ensemble ? spreadText(method.ensemble) : '',
    ...report.families.map((family) => differenceText(family, method.id)),
    method.cost ? String(method.cost.steps) : '',
    timeText(Object.values(timings[method.id] ?? {})),
  ]);
  return plainTable(head, rows, [head.length - 2, head.length - 1]);
}

function differenceText({ pairs }: Family, id: string): string {
  const pair = pairs.find(({ method }) => method === id);
  if (!pair) return '';
  const { difference, interval } = pair;
  const range = interval ? `${points(interval.low)}, ${points(interval.high)}` : cannotBeSaid;
  return `${points(difference)} [${range}]`;
}

function timeText(timings: readonly RunTiming[]): string {
  if (timings.length === 0) return '';
  const seconds = timings.reduce((sum, timing) => sum + timing.seconds, 0) / timings.length;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : clock(seconds);
}

/** What stands below the table: runs without a result, and what the numbers are. */
export function notes(report: Report, failures: Readonly<Record<string, string>>): string[] {
  const diverged = [...report.methods, ...report.teachers].flatMap(({ id, runs }) =>
    runs.flatMap((run) =>
      run.status === 'diverged' ? [`${id}, seed ${run.seed}: ${run.message}`] : [],
    ),
  );
  const seeds = report.study.seeds.length;
  return [
    ...diverged,
    ...Object.values(failures),
    ...(report.methods.length > 1
      ? [firstParagraph(report.families), ...criterion(report.families)]
      : []),
    ...report.families.flatMap(withoutInterval),
    ...report.remarks,
    seeds === 1
      ? 'After the last epoch, with one seed: how far seeds differ cannot be said.'
      : `Mean ± deviation over ${seedsText(seeds)}, after the last epoch; differences are paired by seed, intervals by Student's t.`,
  ];
}

/** Whose interval cannot be said, a sentence for each reason. */
function withoutInterval({ to, pairs }: Family): string[] {
  const reasons = new Map<string, string[]>();
  for (const { method, because } of pairs)
    if (because.interval !== undefined)
      reasons.set(because.interval, [...(reasons.get(because.interval) ?? []), method]);
  return [...reasons].map(
    ([why, methods]) => `The interval of ${listed(methods)} minus ${to} cannot be said: ${why}.`,
  );
}
