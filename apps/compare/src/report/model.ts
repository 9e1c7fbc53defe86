import { type Comparison, comparePaired, holm, seedsNeeded } from '../statistics/compare.ts';
import { type Summary, summarize } from '../statistics/describe.ts';
import type { RunFacts } from './runFacts.ts';

/** A run as the report sees it. */
export interface ReportRun {
  readonly method: string;
  readonly seed: number;
  readonly status: 'finished' | 'failed' | 'missing';
  /** Why it failed. */
  readonly message?: string;
  readonly facts?: RunFacts;
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

/** One arm over its seeds. What is measured is of the report's split. */
export interface MethodResults {
  readonly id: string;
  readonly about: string;
  readonly source?: string;
  /** What differs from the base experiment. */
  readonly differs: readonly string[];
  readonly seeds: readonly number[];
  /** Mean over the networks after the last epoch, a value a seed. */
  readonly last: readonly number[];
  /**
   * The same after the epoch that the validation split chose, of those after which the report's
   * split was evaluated; none without validation.
   */
  readonly selected: readonly number[];
  readonly ensemble: readonly number[];
  readonly best: readonly number[];
  readonly ece: readonly number[];
  readonly nll: readonly number[];
  readonly ensembleEce: readonly number[];
  readonly ensembleNll: readonly number[];
  /**
   * The share of test examples on which two networks answer differently, in the mean over pairs.
   */
  readonly disagreement: readonly number[];
  readonly accuracy?: Summary;
  readonly failed: readonly ReportRun[];
  readonly runs: readonly ReportRun[];
}

export interface PairedResult extends Comparison {
  readonly method: string;
  readonly to: string;
  /** The permutation test's p, corrected for the number of methods (Holm). */
  readonly corrected: number;
  /** The difference at every seed that both have. */
  readonly differences: readonly { readonly seed: number; readonly value: number }[];
  /** Seeds at which a difference of so many points would be seen with power 0.8. */
  readonly seedsNeeded: readonly { readonly points: number; readonly seeds: number }[];
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
  readonly pairs: readonly PairedResult[];
  /** The base experiment, as data. */
  readonly base: unknown;
  readonly environment: Readonly<Record<string, unknown>>;
  /** How to repeat it. */
  readonly command: string;
}

export interface MethodFacts {
  readonly id: string;
  readonly about: string;
  readonly source?: string;
  readonly differs: readonly string[];
}

/**
 * Brings runs together to what the report says. Runs that failed are left out of the numbers, and
 * named.
 */
export function studyReport(
  facts: {
    readonly title: string;
    readonly methods: readonly MethodFacts[];
    readonly base: unknown;
    readonly environment: Readonly<Record<string, unknown>>;
    readonly command: string;
  },
  runs: readonly ReportRun[],
): StudyReport {
  const split = runs.some((run) =>
    Object.keys(run.facts?.curves ?? {}).some((name) => name.startsWith('test/')),
  )
    ? 'test'
    : 'validation';
  const methods = facts.methods.map((method) =>
    resultsOf(
      method,
      runs.filter((run) => run.method === method.id),
      split,
    ),
  );
  const baseline = methods.find(({ id }) => id === 'independent') ?? methods[0]!;
  const compared = methods
    .filter((method) => method !== baseline && method.last.length > 0)
    .flatMap((method) => pairedWith(method, baseline));
  const corrected = holm(compared.map(({ permutation }) => permutation));
  return {
    ...facts,
    split,
    baseline: baseline.id,
    methods,
    pairs: compared.map((pair, i) => ({ ...pair, corrected: corrected[i]! })),
  };
}

const finalOf = (run: ReportRun, name: string): number | undefined =>
  run.facts?.curves[name]?.at(-1);
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const defined = <T>(values: readonly (T | undefined)[]) =>
  values.filter((value): value is T => value !== undefined);

/**
 * The mean over a run's networks of a metric, such as 'test/accuracy', after epoch `at` (default
 * the last).
 */
function networkMean(run: ReportRun, metric: string, at = -1): number | undefined {
  const values = defined(
    Object.values(run.deployed).map((peer) => run.facts?.curves[`${metric}/${peer}`]?.at(at)),
  );
  return values.length > 0 ? mean(values) : undefined;
}

/**
 * Of the epochs after which the report's split was evaluated, the one whose mean validation
 * accuracy is highest; the first of equal ones.
 */
function selectedEpoch(run: ReportRun, split: ReportSplit): number | undefined {
  const epochs = Math.max(0, ...Object.values(run.facts?.curves ?? {}).map(({ length }) => length));
  let best: { readonly epoch: number; readonly accuracy: number } | undefined;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const accuracy = networkMean(run, 'validation/accuracy', epoch);
    if (accuracy === undefined || networkMean(run, `${split}/accuracy`, epoch) === undefined)
      continue;
    if (!best || accuracy > best.accuracy) best = { epoch, accuracy };
  }
  return best?.epoch;
}

function resultsOf(
  method: MethodFacts,
  runs: readonly ReportRun[],
  split: ReportSplit,
): MethodResults {
  const finished = runs
    .filter(({ status }) => status === 'finished')
    .sort((a, b) => a.seed - b.seed);
  const last = finished.map((run) => networkMean(run, `${split}/accuracy`) ?? Number.NaN);
  const all = (value: (run: ReportRun) => number | undefined) => defined(finished.map(value));
  return {
    ...method,
    seeds: finished.map(({ seed }) => seed),
    last,
    selected: all((run) => {
      const epoch = selectedEpoch(run, split);
      return epoch === undefined ? undefined : networkMean(run, `${split}/accuracy`, epoch);
    }),
    ensemble: all((run) => finalOf(run, `${split}/accuracy/ensemble`)),
    best: all((run) =>
      Math.max(
        ...defined(
          Object.values(run.deployed).map((peer) => finalOf(run, `${split}/accuracy/${peer}`)),
        ),
      ),
    ),
    ece: all((run) => networkMean(run, `${split}/ece`)),
    nll: all((run) => networkMean(run, `${split}/nll`)),
    ensembleEce: all((run) => finalOf(run, `${split}/ece/ensemble`)),
    ensembleNll: all((run) => finalOf(run, `${split}/nll/ensemble`)),
    disagreement: all((run) => {
      const values = defined(
        Object.entries(run.facts?.curves ?? {}).map(([name, curve]) =>
          name.startsWith(`${split}/disagreement/`) ? curve.at(-1) : undefined,
        ),
      );
      return values.length > 0 ? mean(values) : undefined;
    }),
    ...(last.length > 0 && { accuracy: summarize(last) }),
    failed: runs.filter(({ status }) => status === 'failed'),
    runs,
  };
}

/** The differences, in points, for which the report says how many seeds they need. */
const asked = [0.25, 0.5, 1, 2] as const;

function pairedWith(
  method: MethodResults,
  baseline: MethodResults,
): Omit<PairedResult, 'corrected'>[] {
  const shared = method.seeds.filter((seed) => baseline.seeds.includes(seed));
  if (shared.length === 0) return [];
  const of = ({ seeds, last }: MethodResults) => shared.map((seed) => last[seeds.indexOf(seed)]!);
  const [mine, other] = [of(method), of(baseline)];
  const comparison = comparePaired(mine, other);
  const { deviation = 0 } = comparison;
  return [
    {
      ...comparison,
      method: method.id,
      to: baseline.id,
      differences: shared.map((seed, i) => ({ seed, value: mine[i]! - other[i]! })),
      seedsNeeded:
        deviation > 0
          ? asked.map((points) => ({ points, seeds: seedsNeeded(points / 100, deviation) }))
          : [],
    },
  ];
}
