import type { Metric } from './metric.ts';
import type { Values } from './numbers.ts';
import type { RunRecord } from './runRecord.ts';
import type { Summary } from './statistics/describe.ts';
import type { Family } from './statistics/families.ts';

/**
 * The results of compared methods: what tables, charts, the page, `report.json` and a terminal read.
 * `compareRuns` makes one of your own numbers, `reportOf` of a study's runs.
 */
export interface Report {
  readonly title: string;
  /** What methods are compared by. */
  readonly metric: Metric;
  /** The split that a study's numbers are of; undefined for numbers of your own. */
  readonly split?: ReportSplit;
  /** The method that the others are compared with. */
  readonly baseline: string;
  readonly methods: readonly MethodResults[];
  /** Trained because others start from their networks; not compared. */
  readonly teachers: readonly MethodResults[];
  /** The comparisons with the baseline, and with the control where there is one. */
  readonly families: readonly Family[];
  /** What was trained; undefined for numbers of your own. */
  readonly study?: StudyDescription;
  /** What must be known of its runs, a sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Of which a study's numbers are: the test split, or validation where the dataset has no test split.
 */
export type ReportSplit = 'test' | 'validation';

/** A study as data: enough to repeat it. */
export interface StudyDescription {
  /** The base experiment. */
  readonly base: unknown;
  /** The methods as the study has them. */
  readonly methods: readonly unknown[];
  readonly seeds: readonly number[];
  readonly observers: readonly unknown[];
  /** The engine of its runs. */
  readonly engine?: Readonly<Record<string, string>>;
  /** Engine, machine and versions. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** The command that repeats it. */
  readonly command: string;
}

/** What a method is. */
export interface MethodDescription {
  readonly id: string;
  readonly about?: string;
  readonly source?: string;
  /** What differs from the base experiment. */
  readonly differs?: readonly string[];
}

/**
 * A method over its seeds. What is measured has a value for each of `seeds`: undefined where that
 * run has none, NaN where it is not a number.
 */
export interface MethodResults extends MethodDescription {
  /** Of the runs that finished. */
  readonly seeds: readonly number[];
  /** The main metric: of a study the mean over the networks after the last epoch. */
  readonly values: Values;
  /** Of the seeds that have a value. */
  readonly summary?: Summary;
  /** The main metric after the epoch that the validation split chose. */
  readonly selected: Values;
  /** The accuracy of each network that learns. */
  readonly networks: Readonly<Record<string, Values>>;
  /** The accuracy of the mean of the networks' probabilities. */
  readonly ensemble: Values;
  /** The accuracy of the best network. */
  readonly best: Values;
  /** Expected calibration error, in the mean over the networks. */
  readonly ece: Values;
  /** Mean of -log p of the right class, in the mean over the networks. */
  readonly nll: Values;
  readonly ensembleEce: Values;
  readonly ensembleNll: Values;
  /** The share of examples on which two networks answer differently, in the mean over pairs. */
  readonly disagreement: Values;
  readonly runs: readonly RunRecord[];
}

/** The runs of a report's methods with a status, in the order of the methods. */
export const runsThat = (
  { methods }: Pick<Report, 'methods'>,
  status: RunRecord['status'],
): readonly RunRecord[] =>
  methods.flatMap(({ runs }) => runs.filter((run) => run.status === status));
