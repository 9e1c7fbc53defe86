import type { Experiment, NetworkId, NetworkSpec, Use } from '@codistill/core';

/**
 * The base experiment with another strategy and with everything else that defines a method. The
 * base's perturbation schedule and order of updates are removed, because they belong to the base's
 * own strategy. All other fields of the base stay, so that arms differ only in the method. If a
 * method sets other fields, its card names them.
 */
export function arm(
  base: Experiment,
  strategy: Use,
  changes: Partial<Experiment> = {},
): Experiment {
  const { perturb: _perturb, update: _update, ...kept } = base;
  return { ...kept, strategy, ...changes };
}

/** A plugin's name with its options, without options that are undefined. */
export const use = (name: string, options: Readonly<Record<string, unknown>> = {}): Use => ({
  use: name,
  ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
});

/** The networks of the base that learn. A base usually has no others. */
export const learning = (base: Experiment): readonly (readonly [NetworkId, NetworkSpec])[] =>
  Object.entries(base.networks).filter(([, spec]) => !spec.frozen && !spec.follows);

/** The first network that learns. Methods with one student train it. */
export const first = (base: Experiment): readonly [NetworkId, NetworkSpec] => learning(base)[0]!;

/**
 * The last network that learns. It gives the architecture where a method needs one fixed teacher.
 */
export const last = (base: Experiment): readonly [NetworkId, NetworkSpec] =>
  learning(base)[learning(base).length - 1]!;

/** `id`, or the first of id2, id3, ... that is not taken. */
export function unusedId(id: NetworkId, taken: readonly NetworkId[]): NetworkId {
  if (!taken.includes(id)) return id;
  let count = 2;
  while (taken.includes(`${id}${count}`)) count++;
  return `${id}${count}`;
}
