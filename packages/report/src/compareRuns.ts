import {
  controlIsBaseline,
  noRuns,
  noSharedSeed,
  oneMethod,
  shareOutOfRange,
  twoValues,
  unknownMethod,
  wrongRun,
} from './errors.ts';
import { digitsOf, type Metric } from './metric.ts';
import { listed } from './numbers.ts';
import type { Report } from './report.ts';
import { reportOf } from './reportOf.ts';

/** One run of a method: its result with one seed. */
export interface RunValue {
  /** The name of the method in tables and charts. */
  readonly method: string;
  /** An integer. Runs of different methods with the same seed are paired. */
  readonly seed: number;
  /** The value of the metric, in the metric's unit. */
  readonly value: number;
}

/** The metric of `compareRuns`. */
export interface MetricOption {
  /** Its name in sentences and on axes: 'accuracy', 'perplexity'. */
  readonly name: string;
  /**
   * The unit; default 'share' for a metric whose name ends in "accuracy", else none.
   *
   * - 'share': values in [0, 1], which are shown in percent, with differences in points.
   * - '%': values in percent, with differences in points.
   * - Any other text is written after numbers, such as 'ms'.
   */
  readonly unit?: string;
  /** Whether a higher or a lower value is better; default 'higher'. */
  readonly better?: 'higher' | 'lower';
}

export interface CompareRunsOptions {
  /** The title of the report; default made from the metric and the methods. */
  readonly title?: string;
  /** The metric of the values, or only its name; default 'value'. */
  readonly metric?: string | MetricOption;
  /** The method with which the others are compared; default 'independent', or the first method. */
  readonly baseline?: string;
  /** A second method with which the others are compared. It has its own correction. */
  readonly control?: string;
}

/**
 * The report on runs that any program trained: statistics, tables, charts and a page.
 *
 * Methods are compared in pairs of runs with the same seed, over the seeds s that both methods
 * have:
 *
 *     d_s = value_s(method) - value_s(baseline)
 *
 * The report gives the mean of d, a 95 % interval by Student's t, the p of the paired permutation
 * test and Hedges' g. Holm's procedure corrects p for the number of methods. Values count as equal
 * if they differ by less than float32 can distinguish, 6e-8 of the largest.
 *
 * @example
 * ```ts
 * const report = compareRuns(
 *   [
 *     { method: 'baseline', seed: 1, value: 0.912 },
 *     { method: 'baseline', seed: 2, value: 0.905 },
 *     { method: 'ours', seed: 1, value: 0.921 },
 *     { method: 'ours', seed: 2, value: 0.917 },
 *   ],
 *   { metric: 'accuracy' },
 * );
 * await writeReport(report, 'report');
 * ```
 * @throws InputError if there are no rows or only one method; a row has no method, no integer seed
 * or no finite value; a method has two values for a seed; a share is not in [0, 1]; the baseline or
 * the control is not a method; they are the same; or no method shares a seed with the baseline.
 */
export function compareRuns(rows: readonly RunValue[], options: CompareRunsOptions = {}): Report {
  const option = metricOption(options.metric);
  const byMethod = valuesByMethod(rows, option);
  const ids = [...byMethod.keys()];
  const baseline = options.baseline ?? ids.find((id) => id === 'independent') ?? ids[0]!;
  if (!byMethod.has(baseline)) throw unknownMethod('baseline', baseline, ids);
  const { control } = options;
  if (control !== undefined && !byMethod.has(control)) throw unknownMethod('control', control, ids);
  if (control === baseline) throw controlIsBaseline(baseline);
  checkPairs(byMethod, baseline);
  const metric: Metric = {
    ...option,
    digits: digitsOf(
      option,
      [...byMethod.values()].map((of) => [...of.values()]),
    ),
  };
  const name = `${metric.name[0]?.toUpperCase()}${metric.name.slice(1)}`;
  return reportOf(
    {
      title: options.title ?? `${name} of ${listed(ids)}`,
      methods: ids.map((id) => ({ id })),
      baseline,
      ...(control !== undefined && { control }),
      metric,
    },
    ids.flatMap((method) =>
      [...byMethod.get(method)!]
        .sort(([a], [b]) => a - b)
        .map(([seed, value]) => ({ method, seed, value, status: 'finished' as const })),
    ),
  );
}

type Values = ReadonlyMap<string, ReadonlyMap<number, number>>;

function metricOption(given: CompareRunsOptions['metric'] = 'value'): Omit<Metric, 'digits'> {
  const { name, unit, better = 'higher' } = typeof given === 'string' ? { name: given } : given;
  return { name, unit: unit ?? (/accuracy$/i.test(name) ? 'share' : ''), better };
}

/**
 * The values by method, in the order of the rows, and by seed. @throws InputError if one is wrong.
 */
function valuesByMethod(rows: readonly RunValue[], { name, unit }: Omit<Metric, 'digits'>): Values {
  if (rows.length === 0) throw noRuns();
  const values = new Map<string, Map<number, number>>();
  rows.forEach((row, i) => {
    const { method, seed, value } = row;
    if (typeof method !== 'string' || !/^\S(.*\S)?$/.test(method))
      throw wrongRun(i, 'method', method, 'a name on one line');
    if (!Number.isSafeInteger(seed)) throw wrongRun(i, 'seed', seed, 'a whole number');
    if (!Number.isFinite(value)) throw wrongRun(i, 'value', value, 'a finite number');
    if (unit === 'share' && (value < 0 || value > 1)) throw shareOutOfRange(name, row);
    const own = values.get(method) ?? new Map<number, number>();
    values.set(method, own);
    const before = own.get(seed);
    if (before !== undefined) throw twoValues(method, seed, before, value);
    own.set(seed, value);
  });
  if (values.size === 1) throw oneMethod([...values.keys()][0]!);
  return values;
}

/** @throws InputError if no method can be compared with the baseline. */
function checkPairs(values: Values, baseline: string): void {
  const own = values.get(baseline)!;
  const others = [...values].filter(([id]) => id !== baseline).flatMap(([, of]) => [...of.keys()]);
  if (!others.some((seed) => own.has(seed)))
    throw noSharedSeed(baseline, [...own.keys()], [...new Set(others)]);
}
