import type { Metric as TaskMetric } from '@codistill/core';
import { type Metric, wordsOf } from './metric.ts';
import { type Values, withArticle } from './numbers.ts';
import type { MethodResults, Report, ReportSplit, StudyDescription } from './report.ts';
import type { RunRecord } from './runRecord.ts';
import { summarize } from './statistics/describe.ts';
import type { Family } from './statistics/families.ts';

/**
 * The content of `report.json` for a study. It contains no times, so equal studies have equal
 * files.
 */
export interface ReportJson {
  readonly format: 'codistill-report/2';
  /** The split on which the main metric is measured. */
  readonly split: ReportSplit;
  /** The main metric of the task; absent if it is the accuracy. */
  readonly metric?: TaskMetric;
  readonly study: Pick<StudyDescription, 'base' | 'methods' | 'seeds' | 'observers'>;
  readonly engine?: StudyDescription['engine'];
  readonly baseline: string;
  /** The comparisons with the baseline, and with the control if there is one. */
  readonly families: readonly Family[];
  readonly methods: readonly MethodJson[];
  /**
   * Methods that were trained only because others start from their networks. They are not compared.
   */
  readonly teachers: readonly MethodJson[];
  /**
   * What a reader must know about the runs: which are the same training, and which were made with
   * other code or data.
   */
  readonly remarks: readonly string[];
}

/** A method in `report.json`. */
export interface MethodJson {
  readonly id: string;
  readonly about: string;
  readonly source?: string;
  /** The seeds with a result. */
  readonly seeds: readonly number[];
  /** The accuracy, averaged over the networks that learn. */
  readonly accuracy?: Spread;
  /** The main metric, if it is not the accuracy. */
  readonly value?: Spread;
  readonly networks: Readonly<Record<string, Spread>>;
  readonly ensemble?: Spread;
  /**
   * Like `accuracy` or `value`, after the epoch that was selected on the validation split, if there
   * is one.
   */
  readonly selected?: Spread;
  readonly nll?: Spread;
  readonly ece?: Spread;
  readonly parameters: Readonly<Record<string, number>>;
  /** The cost of one run. */
  readonly cost?: {
    readonly steps: number;
    readonly epochs: number;
    readonly forwardPasses: number;
    readonly backwardPasses: number;
    /** Passes of the runs whose networks this one starts from. They are necessary for this run. */
    readonly before?: { readonly forwardPasses: number; readonly backwardPasses: number };
  };
  readonly runs: readonly RunJson[];
}

/** A run in `report.json`. */
export type RunJson = { readonly seed: number } & (
  | {
      readonly status: 'finished';
      /** The accuracy; null if it is undefined, and `because` says why. */
      readonly accuracy?: number | null;
      /** The main metric, if it is not the accuracy. */
      readonly value?: number | null;
      readonly selectedEpoch: number | null;
      readonly because?: Readonly<Record<string, string>>;
    }
  | {
      readonly status: 'diverged';
      readonly step: number;
      readonly metrics: readonly string[];
      readonly message: string;
    }
  | { readonly status: 'missing' }
);

/** One value for each seed, with mean and sample deviation over the seeds that have one. */
export interface Spread {
  /** NaN if a value is NaN. */
  readonly mean: number;
  /** Null if it is undefined; `because` says why. */
  readonly deviation: number | null;
  /** The values in the order of the seeds; null if the run has none. */
  readonly values: readonly (number | null)[];
  readonly because?: string;
}

/**
 * The content of `report.json` for a study's report.
 * @throws TypeError if the report does not belong to a study.
 */
export function reportJson(report: Report): ReportJson {
  const { split, metric, study, baseline, families, methods, teachers, remarks } = report;
  if (!split || !study)
    throw new TypeError(
      'The report is of no study, and one of a study was expected. Use comparisonJson.',
    );
  const { base, methods: entries, seeds, observers, engine } = study;
  return {
    format: 'codistill-report/2',
    split,
    ...(fieldOf(metric) === 'value' && metric.task && { metric: metric.task }),
    study: { base, methods: entries, seeds, observers },
    ...(engine && { engine }),
    baseline,
    families,
    methods: methods.map((method) => methodJson(method, metric, split)),
    teachers: teachers.map((method) => methodJson(method, metric, split)),
    remarks,
  };
}

/** The name of the main metric in `report.json` and in file names. */
export const fieldOf = ({ task }: Pick<Metric, 'task'>): 'accuracy' | 'value' =>
  task?.name === 'accuracy' ? 'accuracy' : 'value';

function methodJson(method: MethodResults, metric: Metric, split: ReportSplit): MethodJson {
  const { id, about = '', source, seeds, networks, runs } = method;
  const first = runs.find(({ status }) => status === 'finished');
  const spread = <K extends string>(key: K, values: Values) => {
    const found = spreadOf(values);
    return found ? ({ [key]: found } as Record<K, Spread>) : {};
  };
  return {
    id,
    about,
    ...(source && { source }),
    seeds,
    ...spread(fieldOf(metric), method.values),
    networks: Object.fromEntries(
      Object.entries(networks).flatMap(([name, values]) => {
        const found = spreadOf(values);
        return found ? [[name, found] as const] : [];
      }),
    ),
    ...spread('ensemble', method.ensemble),
    ...spread('selected', method.selected),
    ...spread('nll', method.nll),
    ...spread('ece', method.ece),
    parameters: first?.parameters ?? {},
    ...(first && { cost: costJson(first) }),
    runs: runs.map((run) => runJson(run, method.values[seeds.indexOf(run.seed)], metric, split)),
  };
}

/** Mean and deviation of the values that exist; undefined if there are none. */
export function spreadOf(values: Values): Spread | undefined {
  const known = values.filter((value): value is number => value !== undefined);
  if (known.length === 0) return undefined;
  const { mean, deviation, because } = summarize(known);
  return {
    mean,
    deviation,
    values: values.map((value) => value ?? null),
    ...(because.deviation !== undefined && { because: because.deviation }),
  };
}

function costJson({
  steps = 0,
  epochs = 0,
  forwardPasses = 0,
  backwardPasses = 0,
  before,
}: RunRecord): NonNullable<MethodJson['cost']> {
  return {
    steps,
    epochs,
    forwardPasses,
    backwardPasses,
    ...(before && {
      before: { forwardPasses: before.forwardPasses, backwardPasses: before.backwardPasses },
    }),
  };
}

function runJson(
  run: RunRecord,
  value: number | undefined,
  metric: Metric,
  split: ReportSplit,
): RunJson {
  const field = fieldOf(metric);
  const one = withArticle(wordsOf(metric));
  const { seed, status, diverged, message = '', selected } = run;
  if (status === 'diverged' && diverged) return { seed, status, ...diverged, message };
  if (status !== 'finished') return { seed, status: 'missing' };
  const because = {
    ...(value === undefined && { [field]: `no network has ${one} of the ${split} split` }),
    ...(!selected && {
      selectedEpoch: `no two epochs have ${one} of the validation split and were tested`,
    }),
  };
  return {
    seed,
    status,
    ...({ [field]: value ?? null } as { readonly accuracy: number | null }),
    selectedEpoch: selected?.epoch ?? null,
    ...(Object.keys(because).length > 0 && { because }),
  };
}
