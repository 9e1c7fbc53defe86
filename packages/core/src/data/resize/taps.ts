/** Weights are whole numbers of 2^-22. */
export const weightBits = 22;

/** The pixels that make each new one, and their weights. */
export interface Taps {
  /** [target], the first of them. */
  readonly firsts: Int32Array;
  /** [target], how many they are, at most `most`. */
  readonly counts: Int32Array;
  /** [target, most], in units of 2^-22. */
  readonly weights: Int32Array;
  readonly most: number;
}

const kept = new Map<number, Taps>();
/** Boxes of photographs have a few hundred lengths, whose tables have some kilobytes each. */
const keptAtMost = 1024;
const longestKept = 2 ** 12;

/**
 * What resizes `extent` of `length` pixels, from `start` on, to `target`: a triangle around the
 * center of each new pixel. Both may be fractions.
 */
export function tapsOf(length: number, target: number, start = 0, extent = length): Taps {
  const whole = start === 0 && extent === length;
  if (!whole || length > longestKept || target > longestKept)
    return computed(length, target, start, extent);
  const key = length * (longestKept + 1) + target;
  const known = kept.get(key);
  if (known) return known;
  if (kept.size === keptAtMost) kept.clear();
  const taps = computed(length, target, start, extent);
  kept.set(key, taps);
  return taps;
}

function computed(length: number, target: number, start: number, extent: number): Taps {
  const scale = extent / target;
  const support = Math.max(scale, 1);
  const most = Math.ceil(2 * support) + 1;
  const [firsts, counts] = [new Int32Array(target), new Int32Array(target)];
  const weights = new Int32Array(target * most);
  const raw = new Float64Array(most);
  for (let t = 0; t < target; t++) {
    const center = start + (t + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(length, Math.trunc(center + support + 0.5)) - first;
    let total = 0;
    for (let k = 0; k < count; k++) {
      raw[k] = Math.max(0, 1 - Math.abs((k + first - center + 0.5) * (1 / support)));
      total += raw[k]!;
    }
    for (let k = 0; k < count; k++)
      weights[t * most + k] = Math.trunc(0.5 + (raw[k]! / total) * 2 ** weightBits);
    firsts[t] = first;
    counts[t] = count;
  }
  return { firsts, counts, weights, most };
}

/** [length, target], the share of each of `length` values in each of `target` resized ones. */
export function resizeWeights(length: number, target: number): Float32Array {
  const out = new Float32Array(length * target);
  const { firsts, counts, weights, most } = tapsOf(length, target);
  for (let t = 0; t < target; t++)
    for (let k = 0; k < counts[t]!; k++)
      out[(firsts[t]! + k) * target + t] = weights[t * most + k]! / 2 ** weightBits;
  return out;
}
