import type { Histogram } from './events.ts';

/** The histogram of the finite values in `count` bins of equal width; undefined if there are none. */
export function histogramOf(values: Float32Array | Int32Array, count = 30): Histogram | undefined {
  let [min, max, num, sum, sumSquares] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    0,
    0,
  ];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    num++;
    sum += value;
    sumSquares += value * value;
  }
  if (num === 0) return undefined;
  const width = (max - min) / count || 1;
  const counts = new Array<number>(count).fill(0);
  for (const value of values)
    if (Number.isFinite(value)) counts[Math.min(count - 1, Math.floor((value - min) / width))]!++;
  const limits = counts.map((_, i) =>
    i === count - 1 ? Math.max(max, min + width * count) : min + width * (i + 1),
  );
  return { min, max, num, sum, sumSquares, limits, counts };
}
