import type { Targets } from '@codistill/core';

/** The group of each example, [size]: examples with equal bits have the same number. */
export function rowGroups(targets: Targets): Int32Array {
  const width = targets.kind === 'class' ? 1 : targets.width;
  const known = new Map<string, number>();
  return Int32Array.from({ length: targets.values.length / width }, (_, i) => {
    const row = targets.values.subarray(i * width, (i + 1) * width).join('');
    const group = known.get(row) ?? known.size;
    known.set(row, group);
    return group;
  });
}

/**
 * The strata of a validation split with a given fraction, [size]. Groups of fewer than 1 / fraction
 * examples are one stratum, because at least one example of every stratum is held out. If that
 * stratum had a single example, it belongs to the first other one.
 */
export function strataOf(groups: Int32Array, fraction: number): Int32Array {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const isRare = (group: number) => sizes.get(group)! * fraction < 1;
  const rare = groups.filter(isRare).length;
  const common = groups.find((group) => !isRare(group));
  const together = rare === 1 && common !== undefined ? common : sizes.size;
  return groups.map((group) => (isRare(group) ? together : group));
}
