import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Experiment, nameOf, optionsOf, type Use } from '@codistill/core';
import { isMember, parseExperiment } from '@codistill/core/engine';
import { controlIsBaseline, reservedMethod, twoMethods, unknownControl } from './errors.ts';
import { presetFor } from './presets.ts';
import type { StudyFile } from './schema.ts';
import { canonical } from './use/useText.ts';

/** A method of a study: a name with options, or changes to the base experiment. */
export type MethodEntry = Use | WrittenEntry;
/** A method that is written out: a strategy and other differences from the base experiment. */
export type WrittenEntry = Partial<Experiment> & {
  readonly strategy: Use;
  readonly use?: undefined;
};

/** Whether a method is written out and not a name. */
export const isWritten = (entry: MethodEntry): entry is WrittenEntry =>
  typeof entry === 'object' && entry.use === undefined;

export interface StudyMethod {
  /** Its name in folders, tables and charts. */
  readonly id: string;
  readonly entry: MethodEntry;
}

/** A complete comparison, in which no default of the command is left open. */
export interface Study {
  /** The base experiment. A method sets the strategy, and a run sets the seed. */
  readonly base: Experiment;
  readonly methods: readonly StudyMethod[];
  /** The second method with which the others are compared, besides the baseline. */
  readonly control?: string;
  /** The maximum number of lines of steps in a run's log. */
  readonly stepLines?: number;
  readonly seeds: readonly number[];
  /** Absolute paths or package names. */
  readonly plugins: readonly string[];
  readonly observers: readonly Use[];
  /** What starts the runs; default local. */
  readonly launcher?: Use;
  readonly data?: string;
  /** 'auto', or the name of an engine. */
  readonly runtime: Use;
  readonly device?: 'cpu' | 'gpu';
  readonly threads?: number;
}

/**
 * The study for `given`, completed by its preset. Paths are resolved relative to `cwd`, by default
 * the folder of the process.
 * @throws InputError if it is not an experiment, two methods share a name, or the control is not a
 * method with which the others can be compared.
 */
export function completeStudy(given: StudyFile, cwd = process.cwd()): Study {
  const dataset = given.dataset === undefined ? undefined : nameOf(given.dataset as Use);
  const {
    preset: _preset,
    $schema: _schema,
    out: _out,
    jobs: _jobs,
    ...named
  } = { ...presetFor(given.preset, dataset), ...withoutUndefined(given) };
  const { methods, seeds, control, stepLines, data, plugins, observers, launcher, ...more } = named;
  const { runtime, device, threads, networks, ...rest } = more;
  const base = parseExperiment(
    {
      ...rest,
      ...(rest.examples !== undefined && { examples: shortest(rest.examples) }),
      ...(typeof rest.learningRate === 'number' && {
        learningRate: { use: 'constant', value: rest.learningRate },
      }),
      networks: networksOf(networks),
      strategy: 'independent',
      seed: 0,
    },
    'The study',
  );
  const listed = methodsOf(methods ?? []);
  return {
    base,
    methods: listed,
    ...controlOf(
      control,
      listed.map(({ id }) => id),
    ),
    ...(stepLines !== undefined && { stepLines }),
    seeds:
      typeof seeds === 'number'
        ? Array.from({ length: seeds }, (_, i) => i + 1)
        : [...(seeds ?? [1])],
    plugins: (plugins ?? []).map((spec) => {
      const file = path.resolve(cwd, spec);
      return /^[./]/.test(spec) || existsSync(file) ? file : spec;
    }),
    observers: (observers ?? []) as Use[],
    ...(launcher !== undefined && { launcher: launcher as Use }),
    ...(data !== undefined && { data: path.resolve(cwd, data) }),
    runtime: runtime ?? 'auto',
    ...(device && { device }),
    ...(threads !== undefined && { threads }),
  };
}

/** The method with which the others are compared: 'independent', or the first. */
export const baselineOf = (methods: readonly string[]): string | undefined =>
  methods.find((id) => id === 'independent') ?? methods[0];

/** The given control, or 'independent-perturbed' if the study has it. */
function controlOf(given: string | undefined, methods: readonly string[]): Pick<Study, 'control'> {
  const baseline = baselineOf(methods);
  if (given === undefined) {
    const usual = methods.find((id) => id === 'independent-perturbed' && id !== baseline);
    return usual === undefined ? {} : { control: usual };
  }
  if (!methods.includes(given)) throw unknownControl(given, methods);
  if (given === baseline) throw controlIsBaseline(given);
  return { control: given };
}

/** A draw for the whole study as a plain number, so that equal studies are written alike. */
const shortest = (examples: NonNullable<StudyFile['examples']>) =>
  typeof examples === 'object' && examples.seed === 'study' ? examples.count : examples;

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;

/** a, b, ..., z, n27, n28, ... */
export const networkIds = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => (i < 26 ? String.fromCharCode(97 + i) : `n${i + 1}`));

function networksOf(networks: StudyFile['networks']): unknown {
  if (!Array.isArray(networks)) return networks;
  const ids = networkIds(networks.length);
  return Object.fromEntries(networks.map((backbone, i) => [ids[i]!, { backbone }]));
}

function methodsOf(methods: NonNullable<StudyFile['methods']>): StudyMethod[] {
  const named = Array.isArray(methods)
    ? methods.map((entry) => ({ id: methodId(entry as MethodEntry), entry: entry as MethodEntry }))
    : Object.entries(methods).map(([id, entry]) => ({ id, entry: entry as MethodEntry }));
  named.forEach(({ id }, i) => {
    if (isMember(id)) throw reservedMethod('The study', id);
    if (named.findIndex((other) => other.id === id) < i) throw twoMethods(id);
  });
  return named;
}

/** 'mutual', 'mutual-temperature-2', or a name with a digest if the options are long. */
export function methodId(entry: MethodEntry): string {
  const use = isWritten(entry) ? entry.strategy : entry;
  const name = nameOf(use);
  const words = Object.entries(optionsOf(use)).map(
    ([key, value]) => `${key}-${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  const full = plain([name, ...words].join('-'));
  return typeof use === 'string' || full.length <= 60
    ? full
    : `${plain(name)}-${createHash('sha256').update(canonical(use)).digest('hex').slice(0, 8)}`;
}

const plain = (text: string) =>
  text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '') || 'method';
