/** A share of counts: `right` of `of`, both whole numbers. */
export interface Share {
  readonly right: number;
  readonly of: number;
}

/**
 * k, where `value` is the float32 that k / `of` is stored as; undefined where it is none, or where
 * a float32 cannot tell k from its neighbours (`of` above some millions).
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
 * The smallest whole number of which all `shares` are counts; undefined where there is none up to
 * 65,536. It may divide the true number of examples: differences are the same shares of either.
 */
export function commonCount(shares: readonly number[]): number | undefined {
  if (shares.length === 0) return undefined;
  const different = [...new Set(shares)];
  for (let of = 1; of <= mostExamples; of++)
    if (different.every((value) => countOf(value, of) !== undefined)) return of;
  return undefined;
}

/** The mean of shares of equally many examples each, as a share: the sum of counts of all. */
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

/**
 * The smallest number of which all denominators are divisors; undefined where it is too large for
 * exact sums.
 */
export function commonDenominator(shares: readonly Share[]): number | undefined {
  let all = 1;
  for (const { of } of shares) {
    all = (all / greatestDivisor(all, of)) * of;
    if (all > 2 ** 40) return undefined;
  }
  return all;
}
