/** The 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

/**
 * The 95 % interval of a share that was counted: `right` of `of` examples. Source: Wilson 1927.
 *
 *     (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)
 */
export function shareInterval(right: number, of: number): readonly [low: number, high: number] {
  const p = right / of;
  const middle = p + z ** 2 / (2 * of);
  const half = z * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2));
  const low = (middle - half) / (1 + z ** 2 / of);
  const high = (middle + half) / (1 + z ** 2 / of);
  return [Math.max(0, low), Math.min(1, high)];
}
