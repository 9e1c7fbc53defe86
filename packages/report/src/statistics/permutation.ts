import { stream } from '@codistill/core';

/**
 * The smallest p of a two-sided permutation test with `pairs` pairs: 2 / 2^n, and 1 for one pair.
 */
export const smallestPermutation = (pairs: number): number => Math.min(1, 2 / 2 ** pairs);

/** Up to this many pairs, every sign assignment is tried. */
const tried = 16;
const drawn = 100_000;

/**
 * Two-sided p, in (0, 1], of the paired permutation test: the share of sign assignments whose
 * absolute sum is at least the observed one. Its smallest value is 2 / 2^n, so three seeds cannot
 * give less than 0.25.
 *
 * Integers are counted exactly, for any number of pairs. Other numbers are compared to within their
 * `resolution`. Up to 16 pairs, all 2^n assignments are tried; above that, 100,000 random ones plus
 * the observed one (Phipson and Smyth 2010).
 */
export function permutationTest(differences: readonly number[], resolution = 0): number {
  const exact = resolution === 0 && differences.every(Number.isSafeInteger);
  const span = differences.reduce((sum, d) => sum + Math.abs(d), 0);
  if (exact && span <= 1e6 && span * differences.length <= 1e8)
    return countedTest(differences, span);
  const n = differences.length;
  const sum = differences.reduce((total, d) => total + d, 0);
  // The slack covers rounding of the values and of the sums, so that equal sums compare as equal.
  const slack = exact ? 0 : 2 * n * resolution + span * n * Number.EPSILON;
  const observed = Math.abs(sum) - slack;
  const total = (sign: (i: number) => boolean) =>
    Math.abs(differences.reduce((all, d, i) => all + (sign(i) ? d : -d), 0));
  if (n <= tried) {
    let extreme = 0;
    for (let signs = 0; signs < 2 ** n; signs++)
      if (total((i) => (signs >> i) % 2 === 1) >= observed) extreme++;
    return extreme / 2 ** n;
  }
  const rng = stream(0, 'statistics/permutation', n);
  let extreme = 1;
  for (let round = 0; round < drawn; round++)
    if (total(() => rng.uniform() < 0.5) >= observed) extreme++;
  return extreme / (drawn + 1);
}

/** Builds the distribution of the signed sum, one difference after the other. */
function countedTest(differences: readonly number[], span: number): number {
  // share[s + span] is the share of the sign assignments so far whose sum is s.
  let share = new Float64Array(2 * span + 1);
  share[span] = 1;
  for (const d of differences) {
    const next = new Float64Array(share.length);
    share.forEach((value, at) => {
      if (value === 0) return;
      next[at + d]! += value / 2;
      next[at - d]! += value / 2;
    });
    share = next;
  }
  const observed = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  return share.reduce((p, value, at) => p + (Math.abs(at - span) >= observed ? value : 0), 0);
}
