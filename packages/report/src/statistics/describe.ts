import { stream } from '@codistill/core';
import jstat from 'jstat';
import { mean, sampleStandardDeviation } from 'simple-statistics';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Why statistics are undefined, by their names. */
export type Because<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** Summary of a few numbers, one for each seed. Undefined statistics are null. */
export interface Summary {
  readonly count: number;
  /** NaN if a value is NaN. */
  readonly mean: number;
  /** Sample standard deviation (n - 1). */
  readonly deviation: number | null;
  /** The interval of the mean by Student's t. */
  readonly t: Interval | null;
  /** The interval of the mean by the bootstrap. */
  readonly bootstrap: Interval | null;
  /** The reason for each statistic that is null. */
  readonly because: Because<'deviation' | 't' | 'bootstrap'>;
}

const notFinite = 'a value is not a finite number';
const oneSeed = 'one seed does not show how far seeds differ';
const noSpread = 'all seeds have the same value, so how far seeds differ is not seen';

/**
 * Mean, deviation and intervals of `values` at `level`, in (0, 1). @throws RangeError if there are
 * no values.
 */
export function summarize(values: readonly number[], level = 0.95): Summary {
  if (values.length === 0) throw new RangeError('Nothing to summarize: no values.');
  const common = { count: values.length, mean: mean([...values]) };
  const none = { t: null, bootstrap: null };
  const unsaid = (why: string) => ({ t: why, bootstrap: why });
  if (!values.every(Number.isFinite))
    return {
      ...common,
      deviation: null,
      ...none,
      because: { deviation: notFinite, ...unsaid(notFinite) },
    };
  if (values.length === 1)
    return {
      ...common,
      deviation: null,
      ...none,
      because: { deviation: oneSeed, ...unsaid(oneSeed) },
    };
  if (!isSpread(values, resolutionOf(values)))
    return { ...common, deviation: 0, ...none, because: unsaid(noSpread) };
  return {
    ...common,
    deviation: sampleStandardDeviation([...values]),
    t: tInterval(values, level),
    bootstrap: bootstrapInterval(values, level),
    because: {},
  };
}

/**
 * The precision of values that were stored as float32 and are not counts: half a unit in the last
 * place of the largest.
 */
export const resolutionOf = (values: readonly number[]): number =>
  values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) * 2 ** -24;

/** Whether values differ by more than their precision. */
export function isSpread(values: readonly number[], resolution: number): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low > 2 * resolution;
}

/** mean +- t_{(1 + level) / 2, n - 1} s / sqrt(n). Source: Student 1908. */
export function tInterval(values: readonly number[], level = 0.95): Interval {
  const half =
    (jstat.jStat.studentt.inv((1 + level) / 2, values.length - 1) *
      sampleStandardDeviation([...values])) /
    Math.sqrt(values.length);
  const centre = mean([...values]);
  return { low: centre - half, high: centre + half };
}

/**
 * The percentile interval of the mean over `rounds` resamples with replacement (Efron 1979). `seed`
 * determines the resamples, so a report is reproducible. With five values or fewer, the interval is
 * too narrow; compare it with the t interval.
 */
export function bootstrapInterval(
  values: readonly number[],
  level = 0.95,
  rounds = 10_000,
  seed = 0,
): Interval {
  const rng = stream(seed, 'statistics/bootstrap', values.length);
  const means = Float64Array.from({ length: rounds }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[rng.integer(values.length)]!;
    return sum / values.length;
  }).sort();
  return { low: quantile(means, (1 - level) / 2), high: quantile(means, (1 + level) / 2) };
}

/**
 * The quantile of sorted values by linear interpolation (Hyndman and Fan's type 7, NumPy's
 * default).
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
