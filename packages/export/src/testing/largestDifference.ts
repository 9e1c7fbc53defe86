/**
 * The largest difference of two lists of numbers, relative to the largest number of the second. It
 * is infinite if their lengths differ, or if all numbers of the second are the same.
 */
export function largestDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length || wanted.length === 0) return Number.POSITIVE_INFINITY;
  let [difference, largest] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    const distance = Math.abs(found[i]! - wanted[i]!);
    if (!(distance <= difference)) difference = distance;
    largest = Math.max(largest, Math.abs(wanted[i]!));
  }
  return wanted[0] === wanted[wanted.length - 1] ? Number.POSITIVE_INFINITY : difference / largest;
}
