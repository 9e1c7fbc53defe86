/** A share of counts: `right` out of `of`, both integers. */
export interface Share {
  readonly right: number;
  readonly of: number;
}

/**
 * The count k for which `value` is k / `of` as a float32; undefined if there is none, or if float32
 * cannot distinguish k from its neighbours (`of` above some millions).
 */
export function countOf(value: number, of: number): number | undefined {
  const right = Math.round(value * of);
  if (!Number.isSafeInteger(right) || right < 0 || right > of) return undefined;
  const stored = Math.fround(value);
  const isStoredAs = (k: number) => Math.fround(k / of) === stored;
  return isStoredAs(right) && !isStoredAs(right - 1) && !isStoredAs(right + 1) ? right : undefined;
}

const mostExamples = 1 << 16;

/**
 * The smallest integer n for which all `shares` are k / n; undefined if there is none up to 65,536.
 * It may be a divisor of the true number of examples, which gives the same shares of differences.
 */
export function commonCount(shares: readonly number[]): number | undefined {
  if (shares.length === 0) return undefined;
  const different = [...new Set(shares)];
  for (let of = 1; of <= mostExamples; of++)
    if (different.every((value) => countOf(value, of) !== undefined)) return of;
  return undefined;
}

/** The mean of shares over equally many examples each, as a share: the sum of all counts. */
export function meanShare(values: readonly number[], examples: number): Share | undefined {
  let right = 0;
  for (const value of values) {
    const count = countOf(value, examples);
    if (count === undefined) return undefined;
    right += count;
  }
  return values.length > 0 ? { right, of: values.length * examples } : undefined;
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** The least common multiple of all denominators; undefined if it is too large for exact sums. */
export function commonDenominator(shares: readonly Share[]): number | undefined {
  let all = 1;
  for (const { of } of shares) {
    all = (all / greatestDivisor(all, of)) * of;
    if (all > 2 ** 40) return undefined;
  }
  return all;
}
