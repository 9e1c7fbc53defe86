import { stream } from '@codistill/core';
import jstat from 'jstat';
import { mean, sampleStandardDeviation } from 'simple-statistics';

/** What a handful of numbers, one a seed, says. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1); undefined for one value. */
  readonly deviation?: number;
  /** The mean's interval by Student's t; undefined for one value. */
  readonly t?: Interval;
  /** The mean's interval by the bootstrap; undefined for one value. */
  readonly bootstrap?: Interval;
}
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Mean, deviation and intervals of `values` at `level`. @throws where there is no value. */
export function summarize(values: readonly number[], level = 0.95): Summary {
  if (values.length === 0) throw new RangeError('Nothing to summarize: no values.');
  const centre = mean([...values]);
  if (values.length === 1) return { count: 1, mean: centre };
  return {
    count: values.length,
    mean: centre,
    deviation: sampleStandardDeviation([...values]),
    t: tInterval(values, level),
    bootstrap: bootstrapInterval(values, level),
  };
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
 * The percentile interval of the mean over `rounds` resamples with replacement (Efron 1979); the
 * resamples follow from `seed`, so that a report is repeatable.
 * With five values or fewer it is too narrow: read it beside the t interval.
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
