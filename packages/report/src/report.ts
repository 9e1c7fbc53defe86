import type { Metric } from './metric.ts';
import type { Values } from './numbers.ts';
import type { RunRecord } from './runRecord.ts';
import type { Summary } from './statistics/describe.ts';
import type { Family } from './statistics/families.ts';

/**
 * The results of the compared methods, from which tables, charts, the page, `report.json` and the
 * terminal output are made. `compareRuns` makes a report from your own numbers, and `reportOf` from
 * the runs of a study.
 */
export interface Report {
  readonly title: string;
  /** The metric by which methods are compared. */
  readonly metric: Metric;
  /** The split on which a study's numbers are measured; undefined for your own numbers. */
  readonly split?: ReportSplit;
  /** The method with which the others are compared. */
  readonly baseline: string;
  readonly methods: readonly MethodResults[];
  /**
   * Methods that were trained only because others start from their networks. They are not compared.
   */
  readonly teachers: readonly MethodResults[];
  /** The comparisons with the baseline, and with the control if there is one. */
  readonly families: readonly Family[];
  /** What was trained; undefined for your own numbers. */
  readonly study?: StudyDescription;
  /** What a reader must know about the runs, one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * The split on which a study's numbers are measured: test, or validation if the dataset has no test
 * split.
 */
export type ReportSplit = 'test' | 'validation';

/** A study as data, sufficient to repeat it. */
export interface StudyDescription {
  /** The base experiment. */
  readonly base: unknown;
  /** The methods as the study names them. */
  readonly methods: readonly unknown[];
  readonly seeds: readonly number[];
  readonly observers: readonly unknown[];
  /** The engine that trained the runs. */
  readonly engine?: Readonly<Record<string, string>>;
  /** Engine, machine and versions. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** The command that repeats the study. */
  readonly command: string;
}

/** Description of a method. */
export interface MethodDescription {
  readonly id: string;
  readonly about?: string;
  readonly source?: string;
  /** The differences from the base experiment. */
  readonly differs?: readonly string[];
}

/**
 * The results of a method over its seeds. Each metric has one value for each of `seeds`: undefined
 * if the run has none, NaN if it is not a number.
 */
export interface MethodResults extends MethodDescription {
  /** The seeds of the runs that finished. */
  readonly seeds: readonly number[];
  /** The main metric. For a study, it is the mean over the networks after the last epoch. */
  readonly values: Values;
  /** Summary over the seeds that have a value. */
  readonly summary?: Summary;
  /** The main metric after the epoch that was selected on the validation split. */
  readonly selected: Values;
  /** The main metric of each network that learns. */
  readonly networks: Readonly<Record<string, Values>>;
  /** The main metric of the ensemble: of the mean of the networks' probabilities, or of numbers. */
  readonly ensemble: Values;
  /** The main metric of the best network. */
  readonly best: Values;
  /** Expected calibration error, averaged over the networks, in [0, 1]. */
  readonly ece: Values;
  /** Negative log-likelihood of the right class, averaged over the networks, in nats. */
  readonly nll: Values;
  readonly ensembleEce: Values;
  readonly ensembleNll: Values;
  /**
   * How far two networks disagree, averaged over pairs: the share of examples or labels that they
   * predict differently, in [0, 1], or the root mean square difference of their numbers.
   */
  readonly disagreement: Values;
  readonly runs: readonly RunRecord[];
}

/** The runs with a given status, in the order of the report's methods. */
export const runsThat = (
  { methods }: Pick<Report, 'methods'>,
  status: RunRecord['status'],
): readonly RunRecord[] =>
  methods.flatMap(({ runs }) => runs.filter((run) => run.status === status));
