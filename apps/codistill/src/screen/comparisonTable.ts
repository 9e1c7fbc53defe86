import { clock } from '@codistill/observers';
import type { Family, MethodResults, Metric, Report } from '@codistill/report';
import {
  cannotBeSaid,
  criterion,
  differenceText,
  firstParagraph,
  listed,
  seedsText,
  spreadOf,
  valueText,
  valueUnit,
  withUnit,
} from '@codistill/report';
import Table from 'cli-table3';

/** Mean and deviation over seeds, '92.31 ± 0.40'; undefined if no seed has a value. */
function spreadText(metric: Metric, of: MethodResults['values']): string | undefined {
  const spread = spreadOf(of);
  if (!spread) return undefined;
  const { mean, deviation, values } = spread;
  const known = values.filter((value) => value !== null).length;
  const some = known === values.length ? '' : ` (${known} of ${seedsText(values.length)})`;
  return `${valueText(metric, mean)}${deviation === null ? '' : ` ± ${valueText(metric, deviation)}`}${some}`;
}

const withoutResult = ({ runs }: MethodResults) =>
  runs.some(({ status }) => status === 'diverged') ? 'diverged' : 'no result';

/** A table without colours, which looks the same everywhere. */
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
 * The comparison as a table with one row for each method: mean ± deviation over seeds.
 */
export function comparisonTable({ metric, families, methods }: Report): string {
  const head = [
    'method',
    withUnit(metric.name, valueUnit(metric)),
    'by network',
    'ensemble',
    ...families.map(({ to }) => `minus ${to} [95 %]`),
    'steps',
    'time a run',
  ];
  const rows = methods.map((method) => [
    method.id,
    spreadText(metric, method.values) ?? withoutResult(method),
    Object.entries(method.networks)
      .map(([id, values]) => `${id} ${spreadText(metric, values)}`)
      .join('\n'),
    spreadText(metric, method.ensemble) ?? '',
    ...families.map((family) => differenceIn(family, method.id, metric)),
    String(method.runs.find(({ status }) => status === 'finished')?.steps ?? ''),
    timeText(method.runs.flatMap(({ seconds }) => seconds ?? [])),
  ]);
  return plainTable(head, rows, [head.length - 2, head.length - 1]);
}

function differenceIn({ pairs }: Family, id: string, metric: Metric): string {
  const pair = pairs.find(({ method }) => method === id);
  if (!pair) return '';
  const { difference, interval } = pair;
  const text = (value: number) => differenceText(metric, value);
  const range = interval ? `${text(interval.low)}, ${text(interval.high)}` : cannotBeSaid;
  return `${text(difference)} [${range}]`;
}

function timeText(seconds: readonly number[]): string {
  if (seconds.length === 0) return '';
  const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
  return mean < 60 ? `${mean.toFixed(1)} s` : clock(mean);
}

/** The lines below the table: runs without a result, and what the numbers mean. */
export function notes(report: Report, failures: Readonly<Record<string, string>>): string[] {
  const diverged = [...report.methods, ...report.teachers].flatMap(({ id, runs }) =>
    runs.flatMap((run) =>
      run.status === 'diverged' ? [`${id}, seed ${run.seed}: ${run.message}`] : [],
    ),
  );
  const seeds = report.study?.seeds.length ?? 0;
  return [
    ...diverged,
    ...Object.values(failures),
    ...(report.methods.length > 1 ? [firstParagraph(report), ...criterion(report)] : []),
    ...report.families.flatMap(withoutInterval),
    ...report.remarks,
    seeds === 1
      ? 'After the last epoch, with one seed: how far seeds differ cannot be said.'
      : `Mean ± deviation over ${seedsText(seeds)}, after the last epoch; differences are paired by seed, intervals by Student's t.`,
  ];
}

/** The methods without an interval, one sentence for each reason. */
function withoutInterval({ to, pairs }: Family): string[] {
  const reasons = new Map<string, string[]>();
  for (const { method, because } of pairs)
    if (because.interval !== undefined)
      reasons.set(because.interval, [...(reasons.get(because.interval) ?? []), method]);
  return [...reasons].map(
    ([why, methods]) => `The interval of ${listed(methods)} minus ${to} cannot be said: ${why}.`,
  );
}
