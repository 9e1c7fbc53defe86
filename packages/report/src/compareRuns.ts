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
import { digitsFor, type Metric, shownUnit, valueUnit } from './metric.ts';
import { listed } from './numbers.ts';
import type { Report } from './report.ts';
import { reportOf } from './reportOf.ts';

/** One run of a method: what it came to with a seed. */
export interface RunValue {
  /** As tables and charts name it. */
  readonly method: string;
  /** A whole number. Runs of unlike methods with the same seed are paired. */
  readonly seed: number;
  /** In the metric's unit. */
  readonly value: number;
}

/** The metric of `compareRuns`. */
export interface MetricOption {
  /** As sentences and axes name it: 'accuracy', 'perplexity'. */
  readonly name: string;
  /**
   * 'share': values from 0 to 1, shown in percent, with differences in points. '%': values in percent,
   * with differences in points. Else what stands behind numbers, such as 'ms'. Default: 'share' of a
   * metric whose name ends in "accuracy", else none.
   */
  readonly unit?: string;
  /** Which of two values is the better one; default 'higher'. */
  readonly better?: 'higher' | 'lower';
}

export interface CompareRunsOptions {
  /** The report's title; default made of metric and methods. */
  readonly title?: string;
  /** What the values are, or its name alone; default 'accuracy'. */
  readonly metric?: string | MetricOption;
  /** The method that the others are compared with; default 'independent', or the first. */
  readonly baseline?: string;
  /** A second method that the others are compared with, with a correction of its own. */
  readonly control?: string;
}

/**
 * The report of runs that anything trained: statistics, tables, charts and a page of your own
 * numbers.
 *
 * Methods are compared seed by seed: d_s = value_s(method) - value_s(baseline), over the seeds s that
 * both have. Of d it gives the mean, a 95 % interval by Student's t, the p of the paired permutation
 * test (corrected for the number of methods by Holm's procedure), and Hedges' g. Values that differ by
 * less than float32 tells apart, 6e-8 of the largest, count as equal.
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
 * @throws InputError where there are no rows or one method alone, a row has no method, no whole
 * number as its seed or no finite value, a method has two values for a seed, a share is not from 0 to
 * 1, baseline or control is no method, or no method shares a seed with the baseline.
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
  const metric: Metric = { ...option, digits: digitsOf(option, byMethod) };
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

function metricOption(given: CompareRunsOptions['metric'] = 'accuracy'): Omit<Metric, 'digits'> {
  const { name, unit, better = 'higher' } = typeof given === 'string' ? { name: given } : given;
  return { name, unit: unit ?? (/accuracy$/i.test(name) ? 'share' : ''), better };
}

/** The values by method, in the order of the rows, and seed. @throws InputError where one is wrong. */
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

/** @throws InputError where no method can be compared with the baseline. */
function checkPairs(values: Values, baseline: string): void {
  const own = values.get(baseline)!;
  const others = [...values].filter(([id]) => id !== baseline).flatMap(([, of]) => [...of.keys()]);
  if (!others.some((seed) => own.has(seed)))
    throw noSharedSeed(baseline, [...own.keys()], [...new Set(others)]);
}

/** Two of a percentage, else those that show how far the values of a method differ. */
function digitsOf(metric: Omit<Metric, 'digits'>, values: Values): number {
  if (valueUnit(metric) === '%') return 2;
  const all = [...values.values()].map((of) => [...of.values()]);
  const range = (some: readonly number[]) =>
    some.reduce((a, b) => Math.max(a, b)) - some.reduce((a, b) => Math.min(a, b));
  const ranges = all.map(range).filter((one) => one > 0);
  const spread = ranges.length > 0 ? ranges.reduce((a, b) => Math.min(a, b)) : range(all.flat());
  const largest = all.flat().reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  return digitsFor(spread / 2 / shownUnit(metric), largest);
}
