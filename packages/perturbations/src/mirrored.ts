/**
 * The index into which `at` is mirrored, without repeating the edge: -1 becomes 1, and size becomes
 * size - 2. With one pixel, it is always 0.
 */
export function mirrored(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((at % period) + period) % period;
  return folded < size ? folded : period - folded;
}
