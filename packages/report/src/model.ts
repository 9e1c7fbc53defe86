import { ensemble, ofPeer, ofSplit, parseMetric } from '@codistill/core';
import { type Accuracy, accuracyOf, examplesOf } from './accuracy.ts';
import { type Family, familiesOf, trainedAs } from './families.ts';
import type { Values } from './numbers.ts';
import type { Curve, RunFacts } from './runFacts.ts';
import { selectedEpoch } from './selectedEpoch.ts';
import { type Summary, summarize } from './statistics/describe.ts';

/** A run as the report sees it. */
export interface ReportRun {
  readonly method: string;
  readonly seed: number;
  /** The method whose run it is: another one where their experiments are equal. */
  readonly trainedAs?: string;
  readonly status: 'finished' | 'diverged' | 'failed' | 'missing';
  /** Why it diverged or failed. */
  readonly message?: string;
  readonly facts?: RunFacts;
  /** Steps of training that were done. */
  readonly steps?: number;
  /** Of how many examples its accuracies are counts, by split; older versions do not say. */
  readonly examples?: Readonly<Record<string, number>>;
  /** The peers that are a network's answer, by network; of those that learn. */
  readonly deployed: Readonly<Record<string, string>>;
  /** Seconds of training; undefined where unknown. */
  readonly seconds?: number;
  /** Largest resident size, in MB. */
  readonly megabytes?: number;
  /** Passes of its networks over a batch, in training. */
  readonly forwardPasses: number;
  readonly backwardPasses: number;
  /** What the runs took whose networks this one starts from, at the same seed. */
  readonly before?: {
    readonly forwardPasses: number;
    readonly backwardPasses: number;
    readonly seconds?: number;
  };
}

/**
 * One arm over its seeds. What is measured is of the report's split: a value for each of `seeds`,
 * undefined where that run has none, NaN where it is not a number.
 */
export interface MethodResults {
  readonly id: string;
  readonly about: string;
  readonly source?: string;
  /** What differs from the base experiment. */
  readonly differs: readonly string[];
  /** Of the runs that finished. */
  readonly seeds: readonly number[];
  /** Mean over the networks after the last epoch. */
  readonly last: Values;
  /** The same after the epoch that the validation split chose. */
  readonly selected: Values;
  readonly ensemble: Values;
  readonly best: Values;
  readonly ece: Values;
  readonly nll: Values;
  readonly ensembleEce: Values;
  readonly ensembleNll: Values;
  /**
   * The share of test examples on which two networks answer differently, in the mean over pairs.
   */
  readonly disagreement: Values;
  /** Of the seeds that have an accuracy. */
  readonly accuracy?: Summary;
  readonly diverged: readonly ReportRun[];
  readonly failed: readonly ReportRun[];
  readonly runs: readonly ReportRun[];
}

/**
 * Of which the report's numbers are: the test split, or validation where the dataset has no test
 * split.
 */
export type ReportSplit = 'test' | 'validation';

export interface StudyReport {
  readonly title: string;
  readonly split: ReportSplit;
  /** The method that the others are compared with. */
  readonly baseline: string;
  readonly methods: readonly MethodResults[];
  /** The comparisons with the baseline, and with the control where there is one. */
  readonly families: readonly Family[];
  /** The base experiment, as data. */
  readonly base: unknown;
  readonly environment: Readonly<Record<string, unknown>>;
  /** How to repeat it. */
  readonly command: string;
  /** What must be known of its runs, a sentence each. */
  readonly remarks?: readonly string[];
}

export interface MethodFacts {
  readonly id: string;
  readonly about: string;
  readonly source?: string;
  readonly differs: readonly string[];
  /** The same text for the same perturbation; undefined where there is none. */
  readonly perturbation?: string;
}

/**
 * Brings runs together to what the report says. Runs that failed are left out of the numbers, and
 * named.
 */
export function studyReport(
  facts: {
    readonly title: string;
    readonly methods: readonly MethodFacts[];
    /** The method that the others are compared with. */
    readonly baseline: string;
    /** The method, besides the baseline, that the others are compared with. */
    readonly control?: string;
    readonly base: unknown;
    readonly environment: Readonly<Record<string, unknown>>;
    readonly command: string;
    readonly remarks?: readonly string[];
  },
  runs: readonly ReportRun[],
): StudyReport {
  const split = runs.some((run) =>
    Object.keys(run.facts?.curves ?? {}).some((name) => parseMetric(name).split === 'test'),
  )
    ? 'test'
    : 'validation';
  const finished = runs.filter(({ status }) => status === 'finished');
  const examples = examplesOf(
    finished.map((run) => ({
      values: networkValues(run, ofSplit(split, 'accuracy')),
      examples: run.examples?.[split],
    })),
  );
  const made = facts.methods.map((method) =>
    resultsOf(
      method,
      runs.filter((run) => run.method === method.id),
      split,
      examples,
    ),
  );
  const { baseline } = facts;
  return {
    title: facts.title,
    base: facts.base,
    environment: facts.environment,
    command: facts.command,
    ...(facts.remarks && { remarks: facts.remarks }),
    split,
    baseline,
    methods: made.map(({ results }) => results),
    families: familiesOf(
      made.map(({ results, accuracies }, i) => ({
        id: results.id,
        accuracies,
        ...trainedAs(results.runs.map((run) => run.trainedAs)),
        ...(facts.methods[i]!.perturbation !== undefined && {
          perturbation: facts.methods[i]!.perturbation,
        }),
      })),
      baseline,
      facts.control,
    ),
  };
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const defined = <T>(values: readonly (T | undefined)[]) =>
  values.filter((value): value is T => value !== undefined);

/** The curve's value after epoch `at`, by default the run's last. */
const valueAfter = ({ facts }: ReportRun, curve: Curve | undefined, at?: number) =>
  facts && curve?.[at ?? facts.epochs - 1];

/** A metric, such as 'test/accuracy', of each of a run's networks that has it. */
const networkValues = (run: ReportRun, metric: string, at?: number): number[] =>
  defined(
    Object.values(run.deployed).map((peer) =>
      valueAfter(run, run.facts?.curves[ofPeer(metric, peer)], at),
    ),
  );

/**
 * The mean over a run's networks of a metric, such as 'test/accuracy', after epoch `at` (default
 * the last).
 */
function networkMean(run: ReportRun, metric: string, at?: number): number | undefined {
  const values = networkValues(run, metric, at);
  return values.length > 0 ? mean(values) : undefined;
}

/** The epoch whose mean validation accuracy is highest, of those after which `split` was measured. */
const chosenEpoch = (run: ReportRun, split: ReportSplit): number | undefined =>
  selectedEpoch(
    Array.from({ length: run.facts?.epochs ?? 0 }, (_, epoch) =>
      networkMean(run, ofSplit(split, 'accuracy'), epoch) === undefined
        ? undefined
        : networkMean(run, ofSplit('validation', 'accuracy'), epoch),
    ),
  );

function resultsOf(
  method: MethodFacts,
  runs: readonly ReportRun[],
  split: ReportSplit,
  examples: number | undefined,
): { readonly results: MethodResults; readonly accuracies: ReadonlyMap<number, Accuracy> } {
  const finished = runs
    .filter(({ status }) => status === 'finished')
    .sort((a, b) => a.seed - b.seed);
  const accuracies = finished.map((run) =>
    accuracyOf(networkValues(run, ofSplit(split, 'accuracy')), run.examples?.[split] ?? examples),
  );
  const known = defined(accuracies);
  const of = (name: string) =>
    finished.map((run) => valueAfter(run, run.facts?.curves[ofSplit(split, name)]));
  const networks = (name: string) => finished.map((run) => networkMean(run, ofSplit(split, name)));
  const { perturbation: _perturbation, ...facts } = method;
  return {
    accuracies: new Map(
      finished.flatMap(({ seed }, i) => (accuracies[i] ? [[seed, accuracies[i]] as const] : [])),
    ),
    results: {
      ...facts,
      seeds: finished.map(({ seed }) => seed),
      last: accuracies.map((accuracy) => accuracy?.value),
      selected: finished.map((run) => {
        const epoch = chosenEpoch(run, split);
        return epoch === undefined
          ? undefined
          : networkMean(run, ofSplit(split, 'accuracy'), epoch);
      }),
      ensemble: of(ofPeer('accuracy', ensemble)),
      best: finished.map((run) => highest(networkValues(run, ofSplit(split, 'accuracy')))),
      ece: networks('ece'),
      nll: networks('nll'),
      ensembleEce: of(ofPeer('ece', ensemble)),
      ensembleNll: of(ofPeer('nll', ensemble)),
      disagreement: finished.map((run) => disagreement(run, split)),
      ...(known.length > 0 && { accuracy: summarize(known.map(({ value }) => value)) }),
      diverged: runs.filter(({ status }) => status === 'diverged'),
      failed: runs.filter(({ status }) => status === 'failed'),
      runs,
    },
  };
}

const highest = (values: readonly number[]): number | undefined =>
  values.length > 0 ? values.reduce((best, value) => Math.max(best, value)) : undefined;

function disagreement(run: ReportRun, split: ReportSplit): number | undefined {
  const values = defined(
    Object.entries(run.facts?.curves ?? {}).map(([name, curve]) => {
      const metric = parseMetric(name);
      return metric.split === split && metric.measure === 'disagreement'
        ? valueAfter(run, curve)
        : undefined;
    }),
  );
  return values.length > 0 ? mean(values) : undefined;
}
