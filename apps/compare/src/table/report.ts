import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NetworkId } from '@codistill/core';
import type { FinishedRun, RunResult } from '../run/result.ts';
import { comparePaired } from '../statistics/compare.ts';
import type { Arm } from '../study/arms.ts';
import { readResult, runFolder, type SavedStudy } from '../study/folder.ts';
import type { Study } from '../study/study.ts';
import { sampleDeviation } from './deviation.ts';

export const reportFormat = 'codistill-report/1';

/** A value a seed, with mean and sample deviation. */
export interface Spread {
  readonly mean: number;
  readonly deviation?: number;
  /** In the order of the seeds. */
  readonly values: readonly number[];
}

export interface MethodReport {
  readonly id: string;
  readonly about: string;
  readonly source?: string;
  /** Those with a result. */
  readonly seeds: readonly number[];
  /** Of the networks that learn, their mean. */
  readonly accuracy?: Spread;
  readonly networks: Readonly<Record<NetworkId, Spread>>;
  readonly ensemble?: Spread;
  /** As `accuracy`, after the epoch that the validation split chose. */
  readonly selected?: Spread;
  readonly nll?: Spread;
  readonly ece?: Spread;
  /** `accuracy` minus that of the baseline at the same seed. */
  readonly difference?: {
    readonly to: string;
    readonly pairs: number;
    readonly mean: number;
    readonly low?: number;
    readonly high?: number;
  };
  readonly parameters: Readonly<Record<NetworkId, number>>;
  /** Of one run. */
  readonly cost?: {
    readonly steps: number;
    readonly epochs: number;
    readonly forwardPasses: number;
    readonly backwardPasses: number;
    /** Passes of the runs whose networks this one starts from, which it would not do without. */
    readonly before?: { readonly forwardPasses: number; readonly backwardPasses: number };
  };
  readonly runs: readonly RunReport[];
}

export type RunReport = { readonly seed: number } & (
  | { readonly status: 'finished'; readonly accuracy: number; readonly selectedEpoch?: number }
  | {
      readonly status: 'diverged';
      readonly step: number;
      readonly metrics: readonly string[];
      readonly message: string;
    }
  | { readonly status: 'missing' }
);

/** What a study came to. No time is in it: equal studies have equal reports. */
export interface Report {
  readonly format: typeof reportFormat;
  /** Of which accuracies are. */
  readonly split: 'test' | 'validation';
  readonly study: Pick<Study, 'base' | 'methods' | 'seeds' | 'observers'>;
  readonly engine?: SavedStudy['engine'];
  readonly baseline?: string;
  readonly methods: readonly MethodReport[];
  /** Trained because others start from their networks; not compared. */
  readonly teachers: readonly MethodReport[];
}

type Results = ReadonlyMap<string, readonly (RunResult | undefined)[]>;

/** Brings the results in a study's folder together. */
export async function buildReport(
  folder: string,
  { study, engine }: SavedStudy,
  arms: readonly Arm[],
): Promise<Report> {
  const results: Results = new Map(
    await Promise.all(
      arms.map(
        async ({ id }) =>
          [
            id,
            await Promise.all(study.seeds.map((seed) => readResult(runFolder(folder, id, seed)))),
          ] as const,
      ),
    ),
  );
  const finished = [...results.values()]
    .flat()
    .filter((result) => result?.status === 'finished') as FinishedRun[];
  const split =
    finished.length === 0 ||
    finished.some(({ last }) => Object.keys(last).some((name) => name.startsWith('test/')))
      ? 'test'
      : 'validation';
  const listed = study.methods.map(({ id }) => arms.find((arm) => arm.id === id)!);
  const baseline = (listed.find(({ id }) => id === 'independent') ?? listed[0])?.id;
  const report = (arm: Arm) => methodReport(arm, arms, results, study.seeds, split, baseline);
  return {
    format: reportFormat,
    split,
    study: {
      base: study.base,
      methods: study.methods,
      seeds: study.seeds,
      observers: study.observers,
    },
    ...(engine && { engine }),
    ...(baseline !== undefined && { baseline }),
    methods: listed.map(report),
    teachers: arms.filter(({ compared }) => !compared).map(report),
  };
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function spread(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter(
    (value): value is number => value !== undefined && Number.isFinite(value),
  );
  if (known.length === 0) return undefined;
  return {
    mean: mean(known),
    ...(known.length > 1 && { deviation: sampleDeviation(known) }),
    values: known,
  };
}

const done = (results: readonly (RunResult | undefined)[]) =>
  results.filter((result): result is FinishedRun => result?.status === 'finished');

/** The mean over the networks that learn of a measure of the run. */
function overNetworks(
  run: FinishedRun,
  metrics: Readonly<Record<string, number>>,
  name: string,
): number | undefined {
  const values = Object.values(run.deployed).flatMap((peer) =>
    metrics[`${name}/${peer}`] === undefined ? [] : [metrics[`${name}/${peer}`]!],
  );
  return values.length > 0 ? mean(values) : undefined;
}

function methodReport(
  arm: Arm,
  arms: readonly Arm[],
  results: Results,
  seeds: readonly number[],
  split: Report['split'],
  baseline: string | undefined,
): MethodReport {
  const mine = results.get(arm.id)!;
  const finished = done(mine);
  const first = finished[0];
  const last = (name: string) =>
    spread(finished.map((run) => overNetworks(run, run.last, `${split}/${name}`)));
  const optional = <K extends string>(key: K, value: Spread | undefined) =>
    value ? ({ [key]: value } as Record<K, Spread>) : {};
  const networks = Object.keys(first?.deployed ?? {}).flatMap((id) => {
    const values = spread(finished.map((run) => run.last[`${split}/accuracy/${run.deployed[id]}`]));
    return values ? [[id, values] as const] : [];
  });
  const difference =
    baseline !== undefined && baseline !== arm.id
      ? paired(mine, results.get(baseline)!, split, baseline)
      : undefined;
  return {
    id: arm.id,
    about: arm.about,
    ...(arm.source && { source: arm.source }),
    seeds: finished.map(({ seed }) => seed),
    ...optional('accuracy', last('accuracy')),
    networks: Object.fromEntries(networks),
    ...optional('ensemble', spread(finished.map((run) => run.last[`${split}/accuracy/ensemble`]))),
    ...optional(
      'selected',
      spread(
        finished.map(
          (run) => run.selected && overNetworks(run, run.selected.metrics, `${split}/accuracy`),
        ),
      ),
    ),
    ...optional('nll', last('nll')),
    ...optional('ece', last('ece')),
    ...(difference && { difference }),
    parameters: first?.parameters ?? {},
    ...(first && { cost: costOf(first, arm, arms, results) }),
    runs: seeds.map((seed, i) => runReport(seed, mine[i], split)),
  };
}

function runReport(seed: number, result: RunResult | undefined, split: Report['split']): RunReport {
  if (!result) return { seed, status: 'missing' };
  if (result.status === 'diverged')
    return {
      seed,
      status: 'diverged',
      step: result.step,
      metrics: result.metrics,
      message: result.message,
    };
  return {
    seed,
    status: 'finished',
    accuracy: overNetworks(result, result.last, `${split}/accuracy`) ?? 0,
    ...(result.selected && { selectedEpoch: result.selected.epoch }),
  };
}

function paired(
  mine: readonly (RunResult | undefined)[],
  other: readonly (RunResult | undefined)[],
  split: Report['split'],
  to: string,
): MethodReport['difference'] {
  const pairs = mine.flatMap((run, i) => {
    const against = other[i];
    if (run?.status !== 'finished' || against?.status !== 'finished') return [];
    const [a, b] = [
      overNetworks(run, run.last, `${split}/accuracy`),
      overNetworks(against, against.last, `${split}/accuracy`),
    ];
    return a === undefined || b === undefined ? [] : [[a, b] as const];
  });
  if (pairs.length === 0) return undefined;
  const { difference, interval } = comparePaired(
    pairs.map(([a]) => a),
    pairs.map(([, b]) => b),
  );
  return {
    to,
    pairs: pairs.length,
    mean: difference,
    ...(interval && { low: interval.low, high: interval.high }),
  };
}

const passes = ({ passes: { forward, backward } }: FinishedRun) => {
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  return { forwardPasses: sum(forward), backwardPasses: sum(backward) };
};

function costOf(
  run: FinishedRun,
  arm: Arm,
  arms: readonly Arm[],
  results: Results,
): NonNullable<MethodReport['cost']> {
  const before = [...armsBefore(arm, arms)].flatMap((id) =>
    done(results.get(id) ?? [])
      .slice(0, 1)
      .map(passes),
  );
  const total = before.reduce(
    (sum, one) => ({
      forwardPasses: sum.forwardPasses + one.forwardPasses,
      backwardPasses: sum.backwardPasses + one.backwardPasses,
    }),
    {
      forwardPasses: 0,
      backwardPasses: 0,
    },
  );
  return {
    steps: run.steps,
    epochs: run.epochs,
    ...passes(run),
    ...(before.length > 0 && { before: total }),
  };
}

/** The arms whose networks an arm starts from, and those that these start from. */
export function armsBefore(arm: Arm, arms: readonly Arm[], found = new Set<string>()): Set<string> {
  for (const { arm: id } of arm.needs) {
    if (found.has(id)) continue;
    found.add(id);
    const next = arms.find((other) => other.id === id);
    if (next) armsBefore(next, arms, found);
  }
  return found;
}

/** Seconds and memory of a run, from its timing.jsonl. */
export interface RunTiming {
  readonly seconds: number;
  readonly megabytes: number;
}

/** By method and seed; runs that were not begun are left out. */
export async function readTimings(
  folder: string,
  arms: readonly Arm[],
  seeds: readonly number[],
): Promise<Record<string, Record<string, RunTiming>>> {
  const timings: Record<string, Record<string, RunTiming>> = {};
  for (const { id } of arms) {
    for (const seed of seeds) {
      const text = await readFile(
        path.join(runFolder(folder, id, seed), 'timing.jsonl'),
        'utf8',
      ).catch(() => '');
      // A line that a kill cut short ends without a newline.
      const lines = text
        .split('\n')
        .slice(0, -1)
        .flatMap((line) => parsed(line));
      if (lines.length === 0) continue;
      const seconds = Math.round(1000 * lines.reduce((sum, line) => sum + line.seconds, 0)) / 1000;
      (timings[id] ??= {})[seed] = {
        seconds,
        megabytes: Math.max(...lines.map((line) => line.megabytes)),
      };
    }
  }
  return timings;
}

function parsed(line: string): RunTiming[] {
  try {
    return [JSON.parse(line) as RunTiming];
  } catch {
    return [];
  }
}
