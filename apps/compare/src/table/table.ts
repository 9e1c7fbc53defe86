import { clock } from '@codistill/observers';
import Table from 'cli-table3';
import type { MethodReport, Report, RunTiming, Spread } from './report.ts';

const percent = (value: number) => (100 * value).toFixed(2);
const spreadText = ({ mean, deviation }: Spread) =>
  `${percent(mean)}${deviation === undefined ? '' : ` ± ${percent(deviation)}`}`;

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
  table.push(...rows.map((row) => [...row]));
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
    `minus ${report.baseline ?? 'baseline'} [95 %]`,
    'steps',
    'time a run',
  ];
  const rows = report.methods.map((method) => [
    method.id,
    method.accuracy ? spreadText(method.accuracy) : 'no result',
    Object.entries(method.networks)
      .map(([id, values]) => `${id} ${spreadText(values)}`)
      .join('\n'),
    method.ensemble ? spreadText(method.ensemble) : '',
    differenceText(method),
    method.cost ? String(method.cost.steps) : '',
    timeText(Object.values(timings[method.id] ?? {})),
  ]);
  return plainTable(head, rows, [5, 6]);
}

const signed = (value: number) => `${value < 0 ? '-' : '+'}${percent(Math.abs(value))}`;

function differenceText({ difference }: MethodReport): string {
  if (!difference) return '';
  const { mean, low, high } = difference;
  return `${signed(mean)}${low === undefined || high === undefined ? '' : ` [${signed(low)}, ${signed(high)}]`}`;
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
    `Mean ± deviation over ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, after the last epoch; differences are paired by seed, intervals by Student's t.`,
  ];
}
