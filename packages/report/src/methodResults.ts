import { ofPeer, ofSplit, parseMetric } from '@codistill/core';
import { ensemble } from '@codistill/core/engine';
import { classMetric, type Metric } from './metric.ts';
import type { Values } from './numbers.ts';
import type { MethodDescription, MethodResults, ReportSplit } from './report.ts';
import { networkValues, type RunRecord } from './runRecord.ts';
import { summarize } from './statistics/describe.ts';
import type { Measurement } from './statistics/measurement.ts';

/** The value of the main metric for a run; undefined if it has none. */
export type MeasureRun = (run: RunRecord) => Measurement | undefined;

/** The results of a method: the main metric, and everything else that was measured on a split. */
export function methodResults(
  method: MethodDescription,
  runs: readonly RunRecord[],
  measure: MeasureRun,
  { task: main = classMetric }: Pick<Metric, 'task'>,
  // Your own numbers have no metrics that are measured on a split.
  split: ReportSplit = 'test',
): MethodResults {
  const name = ofSplit(split, main.name);
  const finished = runs.filter(({ status }) => status === 'finished');
  const values = finished.map((run) => measure(run)?.value);
  const known = defined(values);
  const of = (name: string) => finished.map(({ last }) => last?.[ofSplit(split, name)]);
  const ofNetworks = (name: string) =>
    finished.map((run) => mean(networkValues(run, run.last, ofSplit(split, name))));
  return {
    ...method,
    seeds: finished.map(({ seed }) => seed),
    values,
    ...(known.length > 0 && { summary: summarize(known) }),
    selected: finished.map((run) => mean(networkValues(run, run.selected?.metrics, name))),
    networks: networksOf(finished, name),
    ensemble: of(ofPeer(main.name, ensemble)),
    best: finished.map((run) => bestOf(networkValues(run, run.last, name), main.higherIsBetter)),
    ece: ofNetworks('ece'),
    nll: ofNetworks('nll'),
    ensembleEce: of(ofPeer('ece', ensemble)),
    ensembleNll: of(ofPeer('nll', ensemble)),
    disagreement: finished.map((run) => disagreement(run, split)),
    runs,
  };
}

const defined = <T>(values: readonly (T | undefined)[]) =>
  values.filter((value): value is T => value !== undefined);

const mean = (values: readonly number[]): number | undefined =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;

const bestOf = (values: readonly number[], higherIsBetter: boolean): number | undefined =>
  values.length > 0
    ? values.reduce((best, value) =>
        higherIsBetter ? Math.max(best, value) : Math.min(best, value),
      )
    : undefined;

/** The main metric in each run, by network of the first run, for the networks that have one. */
function networksOf(
  finished: readonly RunRecord[],
  metric: string,
): Readonly<Record<string, Values>> {
  const values = Object.keys(finished[0]?.deployed ?? {}).map(
    (id) =>
      [
        id,
        finished.map(({ last, deployed }) => last?.[ofPeer(metric, deployed?.[id] ?? id)]),
      ] as const,
  );
  return Object.fromEntries(values.filter(([, all]) => defined(all).length > 0));
}

function disagreement({ last = {} }: RunRecord, split: ReportSplit): number | undefined {
  return mean(
    Object.entries(last).flatMap(([name, value]) => {
      const metric = parseMetric(name);
      return metric.split === split && metric.measure === 'disagreement' ? [value] : [];
    }),
  );
}
