import type { Experiment, NetworkId, NetworkSpec, Use } from '@codistill/core';

/**
 * The base experiment with another strategy and what else defines a method. What belongs to the
 * base's own strategy goes: its perturbation schedule and its order of updates. All else that the
 * base sets stays, so that arms differ in the method alone; the fields that a method sets besides
 * are named on its card.
 */
export function arm(
  base: Experiment,
  strategy: Use,
  changes: Partial<Experiment> = {},
): Experiment {
  const { perturb: _perturb, update: _update, ...kept } = base;
  return { ...kept, strategy, ...changes };
}

/** A use with its options, without those that are undefined. */
export const use = (name: string, options: Readonly<Record<string, unknown>> = {}): Use => ({
  use: name,
  ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
});

/** The networks of the base that learn, which are all that a base usually has. */
export const learning = (base: Experiment): readonly (readonly [NetworkId, NetworkSpec])[] =>
  Object.entries(base.networks).filter(([, spec]) => !spec.frozen && !spec.follows);

/** The first network that learns: what methods with one student train. */
export const first = (base: Experiment): readonly [NetworkId, NetworkSpec] => learning(base)[0]!;

/** The last network that learns: where a method needs one fixed teacher, its architecture. */
export const last = (base: Experiment): readonly [NetworkId, NetworkSpec] =>
  learning(base)[learning(base).length - 1]!;

/** `id`, or the first of id2, id3, ... that is not taken. */
export function unusedId(id: NetworkId, taken: readonly NetworkId[]): NetworkId {
  if (!taken.includes(id)) return id;
  let count = 2;
  while (taken.includes(`${id}${count}`)) count++;
  return `${id}${count}`;
}
