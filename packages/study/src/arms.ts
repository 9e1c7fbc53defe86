import { type Experiment, type NetworkId, nameOf, type Registry } from '@codistill/core';
import { parseExperiment } from '@codistill/core/engine';
import { methodCycle, missingTeacher, unknownMethod } from './errors.ts';
import { failing } from './run/failing.ts';
import { methodWeightsOf } from './run/weights.ts';
import { isWritten, type MethodEntry, methodId, type Study, type StudyMethod } from './study.ts';
import { canonical } from './use/useText.ts';

/** A method of a study, ready to run with any seed. */
export interface Arm {
  readonly id: string;
  /** The method as the study gives it. */
  readonly entry: MethodEntry;
  readonly about: string;
  readonly source?: string;
  /** False if it is trained only because another arm needs its networks. */
  readonly compared: boolean;
  experiment(seed: number): Experiment;
  /** Which networks start from which network of which arm, at the same seed. */
  readonly needs: readonly {
    readonly network: NetworkId;
    readonly arm: string;
    readonly of: NetworkId;
  }[];
}

/**
 * The arms of a study. Arms whose networks others need come first. If a network starts from a
 * method that the study does not list, that method is added; it runs but is not compared.
 * @throws InputError if a method is unknown, needs itself, or asks for a network that does not
 * exist.
 */
export function armsOf(study: Study, registry: Registry): Arm[] {
  const byEntry = new Map(study.methods.map((method) => [entryKey(method.entry), method]));
  const arms = new Map<string, Arm>();
  const open: string[] = [];

  const add = (method: StudyMethod, compared: boolean): Arm => {
    const known = arms.get(method.id);
    if (known) return known;
    if (open.includes(method.id))
      throw methodCycle([...open.slice(open.indexOf(method.id)), method.id]);
    open.push(method.id);
    const made = armOf(study.base, method, registry);
    const example = made.experiment(study.seeds[0]!);
    const needs = Object.entries(example.networks).flatMap(([network, spec]) => {
      const weights = methodWeightsOf(spec);
      if (!weights) return [];
      const listed = byEntry.get(entryKey(weights.method));
      const teacher = add(
        listed ?? { id: unusedId(methodId(weights.method), study), entry: weights.method },
        listed !== undefined,
      );
      const there = Object.keys(teacher.experiment(study.seeds[0]!).networks);
      if (!there.includes(weights.network))
        throw missingTeacher(method.id, teacher.id, weights.network, there);
      return [{ network, arm: teacher.id, of: weights.network }];
    });
    open.pop();
    const arm: Arm = { id: method.id, entry: method.entry, compared, needs, ...made };
    arms.set(arm.id, arm);
    return arm;
  };
  for (const method of study.methods) add(method, true);
  return [...arms.values()];
}

const entryKey = (entry: MethodEntry) =>
  isWritten(entry) ? JSON.stringify(entry) : canonical(entry);

/**
 * An id that no listed method has. A method that runs only for its networks may have the same name
 * as a listed method with other options.
 */
function unusedId(id: string, { methods }: Study): string {
  let unused = id;
  for (let count = 2; methods.some((method) => method.id === unused); count++)
    unused = `${id}-${count}`;
  return unused;
}

/** @throws InputError if a plugin throws; the message has the plugin's error. */
function armOf(
  base: Experiment,
  { id, entry }: StudyMethod,
  registry: Registry,
): ReturnType<typeof makeArm> {
  try {
    const made = makeArm(base, entry, registry);
    made.experiment(base.seed);
    return made;
  } catch (error) {
    throw failing(`The method "${id}"`, error);
  }
}

function makeArm(
  base: Experiment,
  entry: MethodEntry,
  registry: Registry,
): Pick<Arm, 'about' | 'source' | 'experiment'> {
  if (isWritten(entry)) {
    const { about, source } = registry.find('strategy', entry.strategy).plugin;
    return {
      about,
      ...(source && { source }),
      experiment: (seed) => parseExperiment({ ...base, ...entry, seed }),
    };
  }
  const name = nameOf(entry);
  const named = (kind: 'method' | 'strategy') =>
    registry.list(kind).flatMap((plugin) => [plugin.id, ...Object.keys(plugin.variants ?? {})]);
  if (named('method').includes(name)) {
    const { about, source } = registry.find('method', entry).plugin;
    const method = registry.build('method', entry);
    return {
      about,
      ...(source && { source }),
      experiment: (seed) => parseExperiment(method.arm({ ...base, seed }), `The arm of "${name}"`),
    };
  }
  // A strategy by itself is also a method: the base's networks with that strategy.
  if (named('strategy').includes(name)) {
    const { about, source } = registry.find('strategy', entry).plugin;
    registry.build('strategy', entry);
    return {
      about,
      ...(source && { source }),
      experiment: (seed) => parseExperiment({ ...base, strategy: entry, seed }),
    };
  }
  throw unknownMethod(name, named('method'));
}

/** One run, which is an arm with a seed. */
export interface PlannedRun {
  readonly arm: Arm;
  readonly seed: number;
  /** 'mutual/seed-2', which is also the run's folder. */
  readonly id: string;
  /** The runs that must finish first. */
  readonly after: readonly string[];
}

export const runId = (arm: string, seed: number): string => `${arm}/seed-${seed}`;

/**
 * All runs of a study, ordered by seed, so that complete pairs are available early. Within a seed,
 * runs whose networks others need come first.
 */
export const plannedRuns = (arms: readonly Arm[], seeds: readonly number[]): PlannedRun[] =>
  seeds.flatMap((seed) =>
    arms.map((arm) => ({
      arm,
      seed,
      id: runId(arm.id, seed),
      after: [...new Set(arm.needs.map((need) => runId(need.arm, seed)))],
    })),
  );

/** The arms whose networks an arm starts from, directly or through other arms. */
export function armsBefore(arm: Arm, arms: readonly Arm[], found = new Set<string>()): Set<string> {
  for (const { arm: id } of arm.needs) {
    if (found.has(id)) continue;
    found.add(id);
    const next = arms.find((other) => other.id === id);
    if (next) armsBefore(next, arms, found);
  }
  return found;
}

/**
 * The perturbation of an arm as text, which is equal for equal perturbations; empty if it has none.
 */
export function perturbationOf(
  arm: Arm,
  { seeds }: Pick<Study, 'seeds'>,
): { readonly perturbation?: string } {
  const { perturb } = arm.experiment(seeds[0]!);
  if (!perturb || perturb.pool.length === 0) return {};
  return {
    perturbation: JSON.stringify([canonical(perturb.when), ...perturb.pool.map(canonical)]),
  };
}
