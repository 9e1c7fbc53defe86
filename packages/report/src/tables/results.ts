import { titled, valueText, valueUnit } from '../metric.ts';
import { intervalText, meanText, type Values } from '../numbers.ts';
import type { MethodResults, Report } from '../report.ts';
import type { Table } from './table.ts';

/** The main metric of every method: mean, deviation and intervals over seeds. */
export function resultsTable(report: Report): Table {
  const { metric, methods } = report;
  const text = (value: number) => valueText(metric, value);
  const hasAny = (values: (method: MethodResults) => Values) =>
    methods.some((method) => values(method).some((value) => value !== undefined));
  const chosen = hasAny(({ selected }) => selected);
  // A study keeps the column even if no run has finished. Your own numbers have no networks.
  const networks = report.study !== undefined || hasAny(({ best }) => best);
  return {
    id: 'results',
    title: 'Results',
    head: [
      'method',
      'seeds',
      titled(metric.name, valueUnit(metric)),
      '95 % interval, t',
      '95 % interval, bootstrap',
      ...(chosen ? [titled('validation-selected', valueUnit(metric))] : []),
      ...(networks ? [titled('best network', valueUnit(metric))] : []),
    ],
    rows: methods.map((method) => [
      method.id,
      String(method.seeds.length),
      spreadText(report, method),
      method.summary ? intervalText(method.summary.t, text) : '',
      method.summary ? intervalText(method.summary.bootstrap, text) : '',
      ...(chosen ? [meanText(method.selected, text)] : []),
      ...(networks ? [meanText(method.best, text)] : []),
    ]),
    notes: methods.flatMap(({ id, summary }) =>
      [...new Set(Object.values(summary?.because ?? {}))].map(
        (why) => `What cannot be said of ${id}: ${why}.`,
      ),
    ),
  };
}

/** Mean and deviation over seeds: '92.31 ± 0.40'. */
function spreadText({ metric }: Report, { summary, values, runs }: MethodResults): string {
  if (!summary) return runs.some(({ status }) => status === 'diverged') ? 'diverged' : 'no result';
  const { mean, deviation, count } = summary;
  const spread = deviation === null ? '' : ` ± ${valueText(metric, deviation)}`;
  const some = count === values.length ? '' : ` (${count} of ${values.length} seeds)`;
  return `${valueText(metric, mean)}${spread}${some}`;
}
