/**
 * The index that `at` is mirrored to, without repeating the edge: -1 is 1, size is size - 2; of one
 * pixel always 0.
 */
export function mirrored(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((at % period) + period) % period;
  return folded < size ? folded : period - folded;
}
