import jstat from 'jstat';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { commonDenominator, type Share } from './counts.ts';
import { type Because, type Interval, isSpread, resolutionOf, tInterval } from './describe.ts';
import { permutationTest, smallestPermutation } from './permutation.ts';

/**
 * Comparison of two methods over the same seeds. All statistics of `difference` are of a - b, seed
 * by seed. An undefined statistic is null, and `because` says why.
 */
export interface Comparison {
  readonly pairs: number;
  readonly difference: number;
  readonly deviation: number | null;
  readonly interval: Interval | null;
  /** Two-sided p of the paired t test. */
  readonly tTest: number | null;
  /** Two-sided p of the paired permutation test. */
  readonly permutation: number;
  /** The smallest p that this test can give for this number of pairs. */
  readonly smallestPermutation: number;
  /**
   * The share of seeds at which a is higher, in [0, 1]; ties count half. In a `PairedResult`, the
   * share at which it is better.
   */
  readonly superiority: number;
  /** Number of seeds at which the two are equal. */
  readonly ties: number;
  /** Cohen's d of the paired differences, with Hedges' correction for few pairs. */
  readonly effect: number | null;
  readonly because: Because<'deviation' | 'interval' | 'tTest' | 'effect'>;
}

/**
 * Compares two lists of measurements that were stored as float32. Values that float32 cannot
 * distinguish are equal.
 * @throws RangeError if the lists differ in length, are empty, or hold a value that is not finite.
 */
export function comparePaired(
  a: readonly number[],
  b: readonly number[],
  level = 0.95,
): Comparison {
  checkPairs(a.length, b.length);
  if (![...a, ...b].every(Number.isFinite))
    throw new RangeError('Only finite numbers can be compared.');
  return comparisonOf(
    a.map((value, i) => value - b[i]!),
    { scale: 1, resolution: 2 * resolutionOf([...a, ...b]), level },
  );
}

/**
 * Compares two lists of counts, such as right predictions out of a number. Signs, ties and the
 * permutation test are exact.
 * @throws RangeError if the lists differ in length or are empty.
 */
export function compareCounts(a: readonly Share[], b: readonly Share[], level = 0.95): Comparison {
  checkPairs(a.length, b.length);
  const of = commonDenominator([...a, ...b]);
  if (of === undefined) {
    const values = (shares: readonly Share[]) => shares.map((share) => share.right / share.of);
    return comparePaired(values(a), values(b), level);
  }
  const count = (share: Share) => share.right * (of / share.of);
  return comparisonOf(
    a.map((share, i) => count(share) - count(b[i]!)),
    { scale: 1 / of, resolution: 0, level },
  );
}

function checkPairs(a: number, b: number): void {
  if (a !== b || a === 0)
    throw new RangeError(
      `${a} and ${b} values cannot be paired: one of each for every seed is needed.`,
    );
}

const oneSeed = 'one seed does not show how far seeds differ';
const noSpread = 'the difference is the same at every seed, so how far seeds differ is not seen';
const twoSeeds = "Hedges' correction is 0 for two seeds";

/** The true differences are `differences` times `scale`; each is known to within `resolution`. */
function comparisonOf(
  differences: readonly number[],
  how: { readonly scale: number; readonly resolution: number; readonly level: number },
): Comparison {
  const { scale, resolution, level } = how;
  const pairs = differences.length;
  const isTie = (d: number) => Math.abs(d) <= resolution;
  const points = differences.reduce((sum, d) => sum + (isTie(d) ? 1 : d > 0 ? 2 : 0), 0);
  const common = {
    pairs,
    difference: mean([...differences]) * scale,
    permutation: permutationTest(differences, resolution),
    smallestPermutation: smallestPermutation(pairs),
    superiority: points / (2 * pairs),
    ties: differences.filter(isTie).length,
  };
  const none = { interval: null, tTest: null, effect: null };
  const unsaid = (why: string) => ({ interval: why, tTest: why, effect: why });
  if (pairs === 1)
    return {
      ...common,
      deviation: null,
      ...none,
      because: { deviation: oneSeed, ...unsaid(oneSeed) },
    };
  if (!isSpread(differences, resolution))
    return { ...common, deviation: 0, ...none, because: unsaid(noSpread) };
  const deviation = sampleStandardDeviation([...differences]);
  const { low, high } = tInterval(differences, level);
  return {
    ...common,
    deviation: deviation * scale,
    interval: { low: low * scale, high: high * scale },
    tTest: tTest(differences),
    effect: pairs === 2 ? null : (hedges(pairs - 1) * mean([...differences])) / deviation,
    because: pairs === 2 ? { effect: twoSeeds } : {},
  };
}

/**
 * Two-sided p of H0 "the mean difference is 0", by t = mean sqrt(n) / s with n - 1 degrees of
 * freedom. It is undefined for one difference, and if all differences are equal.
 */
function tTest(differences: readonly number[]): number {
  const deviation = sampleStandardDeviation([...differences]);
  const t = (Math.abs(mean([...differences])) * Math.sqrt(differences.length)) / deviation;
  return 2 * (1 - jstat.jStat.studentt.cdf(t, differences.length - 1));
}

/** 1 - 3 / (4 df - 1), which corrects the bias of Cohen's d (Hedges 1981). It is 0 for df = 1. */
const hedges = (df: number) => 1 - 3 / (4 * df - 1);

/**
 * The p values corrected for their number, in the given order: step-down, monotone, at most 1 (Holm
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
 * The smallest number of pairs whose smallest p, corrected for `comparisons`, is at most `alpha`.
 */
export function fewestPairs(comparisons: number, alpha = 0.05): number {
  let pairs = 1;
  while (smallestPermutation(pairs) * comparisons > alpha) pairs++;
  return pairs;
}

/**
 * The power, in [0, 1], of a two-sided paired t test with n pairs, for a true difference of
 * `effect` standard deviations.
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
 * The smallest number of paired seeds, at most `limit`, at which a difference of `difference` is
 * detected with the given power, from the deviation of paired differences.
 */
export function seedsNeeded(
  difference: number,
  deviation: number,
  { power: wanted = 0.8, alpha = 0.05, limit = 1000 } = {},
): number {
  const effect = Math.abs(difference) / deviation;
  if (!Number.isFinite(effect)) return 2;
  // Power grows with n, so the smallest sufficient n lies between an n that does not suffice and
  // one that does.
  let [below, enough] = [1, limit];
  while (enough - below > 1) {
    const n = Math.floor((below + enough) / 2);
    if (power(effect, n, alpha) >= wanted) enough = n;
    else below = n;
  }
  return enough;
}
