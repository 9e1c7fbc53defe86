import { stream } from '@codistill/core';
import jstat from 'jstat';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { type Interval, tInterval } from './describe.ts';

/** Two methods over the same seeds. All of `difference` is a - b, seed by seed. */
export interface Comparison {
  readonly pairs: number;
  readonly difference: number;
  readonly deviation?: number;
  readonly interval?: Interval;
  /** Two-sided p of the paired t test. */
  readonly tTest?: number;
  /** Two-sided p of the paired permutation test. */
  readonly permutation: number;
  /** The share of seeds at which a is higher; ties count half. */
  readonly superiority: number;
  /** Cohen's d of the paired differences, with Hedges' correction for few pairs. */
  readonly effect?: number;
}

/** @throws where the two have no seeds in common or unlike many. */
export function comparePaired(
  a: readonly number[],
  b: readonly number[],
  level = 0.95,
): Comparison {
  if (a.length !== b.length || a.length === 0)
    throw new RangeError(
      `${a.length} and ${b.length} values cannot be paired: one of each for every seed is needed.`,
    );
  const differences = a.map((value, i) => value - b[i]!);
  const difference = mean(differences);
  const superiority =
    differences.reduce((sum, d) => sum + (d > 0 ? 1 : d === 0 ? 0.5 : 0), 0) / differences.length;
  const common = {
    pairs: a.length,
    difference,
    permutation: permutationTest(differences),
    superiority,
  };
  if (a.length === 1) return common;
  const deviation = sampleStandardDeviation(differences);
  return {
    ...common,
    deviation,
    interval: tInterval(differences, level),
    tTest: tTest(differences),
    ...(deviation > 0 && { effect: (hedges(a.length - 1) * difference) / deviation }),
  };
}

/**
 * Two-sided p of H0: the mean difference is 0, by t = mean sqrt(n) / s with n - 1 degrees of
 * freedom.
 */
export function tTest(differences: readonly number[]): number {
  const deviation = sampleStandardDeviation([...differences]);
  const centre = mean([...differences]);
  if (deviation === 0) return centre === 0 ? 1 : 0;
  const t = (Math.abs(centre) * Math.sqrt(differences.length)) / deviation;
  return 2 * (1 - jstat.jStat.studentt.cdf(t, differences.length - 1));
}

/**
 * Two-sided p of the paired permutation test: the share of sign assignments whose absolute mean is
 * at least the observed one. All 2^n of them up to 16 pairs; beyond, 100,000 drawn ones with the
 * observed added (Phipson and Smyth 2010). Its smallest value is 2 / 2^n: three seeds cannot give
 * less than 0.25.
 */
export function permutationTest(differences: readonly number[]): number {
  const n = differences.length;
  const observed = Math.abs(differences.reduce((sum, d) => sum + d, 0)) * (1 - 1e-12);
  const total = (sign: (i: number) => boolean) =>
    Math.abs(differences.reduce((sum, d, i) => sum + (sign(i) ? d : -d), 0));
  if (n <= 16) {
    let extreme = 0;
    for (let signs = 0; signs < 2 ** n; signs++)
      if (total((i) => (signs >> i) % 2 === 1) >= observed) extreme++;
    return extreme / 2 ** n;
  }
  const rng = stream(0, 'statistics/permutation', n);
  const rounds = 100_000;
  let extreme = 1;
  for (let round = 0; round < rounds; round++)
    if (total(() => rng.uniform() < 0.5) >= observed) extreme++;
  return extreme / (rounds + 1);
}

/** 1 - 3 / (4 df - 1): what Cohen's d is too large by (Hedges 1981). */
const hedges = (df: number) => 1 - 3 / (4 * df - 1);

/**
 * p values corrected for their number, in the order given: step-down, monotone, at most 1 (Holm
 * 1979).
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((value, i) => [value, i] as const).sort((a, b) => a[0] - b[0]);
  const out = new Array<number>(p.length);
  let highest = 0;
  order.forEach(([value, i], rank) => {
    highest = Math.max(highest, Math.min(1, value * (p.length - rank)));
    out[i] = highest;
  });
  return out;
}

/**
 * The power of a two-sided paired t test with n pairs for a true difference of `effect` standard
 * deviations.
 */
export function power(effect: number, n: number, alpha = 0.05): number {
  const df = n - 1;
  const critical = jstat.jStat.studentt.inv(1 - alpha / 2, df);
  const shift = effect * Math.sqrt(n);
  return (
    1 -
    jstat.jStat.noncentralt.cdf(critical, df, shift) +
    jstat.jStat.noncentralt.cdf(-critical, df, shift)
  );
}

/**
 * The smallest number of paired seeds at which a difference of `difference` is seen with the given
 * power, from the deviation of paired differences; at most `limit`.
 */
export function seedsNeeded(
  difference: number,
  deviation: number,
  { power: wanted = 0.8, alpha = 0.05, limit = 1000 } = {},
): number {
  const effect = Math.abs(difference) / deviation;
  if (!Number.isFinite(effect)) return 2;
  for (let n = 2; n < limit; n++) if (power(effect, n, alpha) >= wanted) return n;
  return limit;
}
