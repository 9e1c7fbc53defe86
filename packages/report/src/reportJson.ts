import type { Values } from './numbers.ts';
import type { MethodResults, Report, ReportSplit, StudyDescription } from './report.ts';
import type { RunRecord } from './runRecord.ts';
import { summarize } from './statistics/describe.ts';
import type { Family } from './statistics/families.ts';

/** What `report.json` of a study holds. No time is in it: equal studies have equal files. */
export interface ReportJson {
  readonly format: 'codistill-report/2';
  /** Of which accuracies are. */
  readonly split: ReportSplit;
  readonly study: Pick<StudyDescription, 'base' | 'methods' | 'seeds' | 'observers'>;
  readonly engine?: StudyDescription['engine'];
  readonly baseline: string;
  /** The comparisons with the baseline, and with the control where there is one. */
  readonly families: readonly Family[];
  readonly methods: readonly MethodJson[];
  /** Trained because others start from their networks; not compared. */
  readonly teachers: readonly MethodJson[];
  /** What must be known of its runs: which are one, and which were made of other code or data. */
  readonly remarks: readonly string[];
}

/** A method in `report.json`. */
export interface MethodJson {
  readonly id: string;
  readonly about: string;
  readonly source?: string;
  /** Those with a result. */
  readonly seeds: readonly number[];
  /** Of the networks that learn, their mean. */
  readonly accuracy?: Spread;
  readonly networks: Readonly<Record<string, Spread>>;
  readonly ensemble?: Spread;
  /** As `accuracy`, after the epoch that the validation split chose; where there is one. */
  readonly selected?: Spread;
  readonly nll?: Spread;
  readonly ece?: Spread;
  readonly parameters: Readonly<Record<string, number>>;
  /** Of one run. */
  readonly cost?: {
    readonly steps: number;
    readonly epochs: number;
    readonly forwardPasses: number;
    readonly backwardPasses: number;
    /** Passes of the runs whose networks this one starts from, which it would not do without. */
    readonly before?: { readonly forwardPasses: number; readonly backwardPasses: number };
  };
  readonly runs: readonly RunJson[];
}

/** A run in `report.json`. */
export type RunJson = { readonly seed: number } & (
  | {
      readonly status: 'finished';
      /** Null where it cannot be said; `because` says why. */
      readonly accuracy: number | null;
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

/** A value a seed, with mean and sample deviation over the seeds that have one. */
export interface Spread {
  /** NaN where a value is. */
  readonly mean: number;
  /** Null where it cannot be said; `because` says why. */
  readonly deviation: number | null;
  /** In the order of the seeds; null where the run has none. */
  readonly values: readonly (number | null)[];
  readonly because?: string;
}

/** What `report.json` holds of a study's report. @throws where the report is of no study. */
export function reportJson(report: Report): ReportJson {
  const { split, study, baseline, families, methods, teachers, remarks } = report;
  if (!split || !study)
    throw new TypeError(
      'The report is of no study, and one of a study was expected. Use comparisonJson.',
    );
  const { base, methods: entries, seeds, observers, engine } = study;
  return {
    format: 'codistill-report/2',
    split,
    study: { base, methods: entries, seeds, observers },
    ...(engine && { engine }),
    baseline,
    families,
    methods: methods.map((method) => methodJson(method, split)),
    teachers: teachers.map((method) => methodJson(method, split)),
    remarks,
  };
}

function methodJson(method: MethodResults, split: ReportSplit): MethodJson {
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
    ...spread('accuracy', method.values),
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
    runs: runs.map((run) => runJson(run, method.values[seeds.indexOf(run.seed)], split)),
  };
}

/** Mean and deviation of the values that are there; undefined where none is. */
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

function runJson(run: RunRecord, accuracy: number | undefined, split: ReportSplit): RunJson {
  const { seed, status, diverged, message = '', selected } = run;
  if (status === 'diverged' && diverged) return { seed, status, ...diverged, message };
  if (status !== 'finished') return { seed, status: 'missing' };
  const because = {
    ...(accuracy === undefined && { accuracy: `no network has an accuracy of the ${split} split` }),
    ...(!selected && {
      selectedEpoch: 'no two epochs have an accuracy of the validation split and were tested',
    }),
  };
  return {
    seed,
    status,
    accuracy: accuracy ?? null,
    selectedEpoch: selected?.epoch ?? null,
    ...(Object.keys(because).length > 0 && { because }),
  };
}
