import { ofSplit, parseMetric } from '@codistill/core';
import { type MeasureRun, methodResults } from './methodResults.ts';
import { classMetric, type Metric, taskMetric } from './metric.ts';
import type {
  MethodDescription,
  MethodResults,
  Report,
  ReportSplit,
  StudyDescription,
} from './report.ts';
import { networkValues, type RunRecord } from './runRecord.ts';
import { familiesOf, trainedAs } from './statistics/families.ts';
import { examplesOf, type Measurement, measurementOf } from './statistics/measurement.ts';

/** A method that is compared. */
export interface ComparedMethod extends MethodDescription {
  /** A text that is equal for equal perturbations; undefined if there is none. */
  readonly perturbation?: string;
}

/** The input of a report besides its runs. */
export interface ReportDescription {
  readonly title: string;
  readonly methods: readonly ComparedMethod[];
  /**
   * Methods that were trained only because others start from their networks. They are not compared.
   */
  readonly teachers?: readonly MethodDescription[];
  /** The method with which the others are compared. */
  readonly baseline: string;
  /** A second method with which the others are compared. */
  readonly control?: string;
  /**
   * The metric of the runs' `value`. If it is left out, it is the main metric of the runs' task.
   */
  readonly metric?: Metric;
  readonly study?: StudyDescription;
  readonly remarks?: readonly string[];
}

/**
 * The report on `runs`. Runs that failed or diverged are left out of the numbers and are named.
 *
 * The main metric is that of the task, such as the accuracy, after the last epoch, averaged over
 * the networks that learn. It is measured on the test split, or on the validation split if no
 * finished run has test metrics. If the description has a metric, the main metric is instead the
 * `value` of each run.
 */
export function reportOf(description: ReportDescription, runs: readonly RunRecord[]): Report {
  const { title, methods, teachers = [], baseline, control, study, remarks = [] } = description;
  const { metric, split, measure } = mainMetric(description.metric, runs);
  const results = ({ id, about, source, differs }: MethodDescription): MethodResults =>
    methodResults(
      {
        id,
        ...(about !== undefined && { about }),
        ...(source && { source }),
        ...(differs && { differs }),
      },
      runs.filter(({ method }) => method === id),
      measure,
      metric,
      split,
    );
  const compared = methods.map(results);
  const measured = compared.map(({ id, runs: own }, i) => ({
    id,
    values: measuredValues(own, measure),
    ...trainedAs(own.map((run) => run.trainedAs)),
    ...(methods[i]!.perturbation !== undefined && { perturbation: methods[i]!.perturbation }),
  }));
  return {
    title,
    metric,
    ...(split && { split }),
    baseline,
    methods: compared,
    teachers: teachers.map(results),
    families: familiesOf(measured, baseline, control, metric.better),
    ...(study && { study }),
    remarks,
  };
}

/** The values, by seed, of the runs that finished and have one. */
function measuredValues(
  runs: readonly RunRecord[],
  measure: MeasureRun,
): ReadonlyMap<number, Measurement> {
  const values = new Map<number, Measurement>();
  for (const run of runs) {
    const value = run.status === 'finished' ? measure(run) : undefined;
    if (value) values.set(run.seed, value);
  }
  return values;
}

/** The metric by which methods are compared, and how to read it from a run. */
function mainMetric(
  given: Metric | undefined,
  runs: readonly RunRecord[],
): { readonly metric: Metric; readonly split?: ReportSplit; readonly measure: MeasureRun } {
  if (given)
    return {
      metric: given,
      measure: ({ value }) => (value === undefined ? undefined : { value }),
    };
  const finished = runs.filter(({ status }) => status === 'finished');
  const split = splitOf(finished);
  const main = finished.find(({ metric }) => metric)?.metric ?? classMetric;
  const values = (run: RunRecord) => networkValues(run, run.last, ofSplit(split, main.name));
  const examples = main.counted
    ? examplesOf(finished.map((run) => ({ values: values(run), examples: run.examples?.[split] })))
    : undefined;
  const measure = (run: RunRecord) =>
    measurementOf(values(run), main.counted ? (run.examples?.[split] ?? examples) : undefined);
  const byMethod = [...new Set(finished.map(({ method }) => method))].map((method) =>
    finished.flatMap((run) => (run.method === method ? (measure(run)?.value ?? []) : [])),
  );
  return { metric: taskMetric(main, split, byMethod), split, measure };
}

const splitOf = (finished: readonly RunRecord[]): ReportSplit =>
  finished.length === 0 ||
  finished.some(({ last = {} }) =>
    Object.keys(last).some((name) => parseMetric(name).split === 'test'),
  )
    ? 'test'
    : 'validation';
