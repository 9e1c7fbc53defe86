import path from 'node:path';
import type { NetworkId } from '@codistill/core';
import {
  type Accuracy,
  accuracyOf,
  examplesOf,
  type Family,
  familiesOf,
  summarize,
  trainedAs,
} from '@codistill/report';
import { type Arm, perturbationOf } from '../arms.ts';
import { readResult, runFolder, type SavedStudy } from '../folder.ts';
import { remarksOn } from '../remarks.ts';
import { linesOf } from '../run/metricsLog.ts';
import type { FinishedRun, RunResult } from '../run/result.ts';
import { baselineOf, type Study } from '../study.ts';

export const reportFormat = 'codistill-report/2';

/** A value a seed, with mean and sample deviation over the seeds that have one. */
export interface Spread {
  /** NaN where a value is. */
  readonly mean: number;
  /** Null where it cannot be said; `because` says why. */
  readonly deviation: number | null;
  /** In the order of the seeds; null where the run has none. */
  readonly values: readonly (number | null)[];
  readonly because?: string;
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
  /** As `accuracy`, after the epoch that the validation split chose; where there is one. */
  readonly selected?: Spread;
  readonly nll?: Spread;
  readonly ece?: Spread;
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
  | {
      readonly status: 'finished';
      /** Null where it cannot be said; `because` says why. */
      readonly accuracy: number | null;
      readonly selectedEpoch: number | null;
      readonly because?: Readonly<Record<string, string>>;
    }
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
  /** The comparisons with the baseline, and with the control where there is one. */
  readonly families: readonly Family[];
  readonly methods: readonly MethodReport[];
  /** Trained because others start from their networks; not compared. */
  readonly teachers: readonly MethodReport[];
  /** What must be known of its runs: which are one, and which were made of other code or data. */
  readonly remarks: readonly string[];
}

type Results = ReadonlyMap<string, readonly (RunResult | undefined)[]>;

/** Brings the results in a study's folder together. */
export async function buildReport(
  folder: string,
  saved: SavedStudy,
  arms: readonly Arm[],
): Promise<Report> {
  const { study, engine } = saved;
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
  const baseline = baselineOf(listed.map(({ id }) => id));
  const accuracies = accuraciesOf(results, split);
  const report = (arm: Arm) => methodReport(arm, arms, results, study.seeds, split, accuracies);
  const measured = listed.map((arm) => ({
    id: arm.id,
    accuracies: accuracies.get(arm.id)!,
    ...trainedAs(results.get(arm.id)!.map((result) => result?.method)),
    ...perturbationOf(arm, study),
  }));
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
    families: baseline === undefined ? [] : familiesOf(measured, baseline, study.control),
    methods: listed.map(report),
    teachers: arms.filter(({ compared }) => !compared).map(report),
    remarks: await remarksOn(folder, saved, arms),
  };
}

function spread(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value): value is number => value !== undefined);
  if (known.length === 0) return undefined;
  const { mean, deviation, because } = summarize(known);
  return {
    mean,
    deviation,
    values: values.map((value) => value ?? null),
    ...(because.deviation !== undefined && { because: because.deviation }),
  };
}

const done = (results: readonly (RunResult | undefined)[]) =>
  results.filter((result): result is FinishedRun => result?.status === 'finished');

type Accuracies = ReadonlyMap<string, ReadonlyMap<number, Accuracy>>;

/** A measure of the run, of every network that learns and has it. */
const ofNetworks = (
  run: FinishedRun,
  metrics: Readonly<Record<string, number>>,
  name: string,
): number[] => Object.values(run.deployed).flatMap((peer) => metrics[`${name}/${peer}`] ?? []);

/** The accuracies of finished runs after their last epoch, by method and seed. */
function accuraciesOf(results: Results, split: Report['split']): Accuracies {
  const values = (run: FinishedRun) => ofNetworks(run, run.last, `${split}/accuracy`);
  const all = [...results.values()].flatMap(done);
  const examples = examplesOf(
    all.map((run) => ({ values: values(run), examples: run.examples?.[split] })),
  );
  const ofRun = (run: FinishedRun) => {
    const accuracy = accuracyOf(values(run), run.examples?.[split] ?? examples);
    return accuracy ? [[run.seed, accuracy] as const] : [];
  };
  return new Map([...results].map(([id, runs]) => [id, new Map(done(runs).flatMap(ofRun))]));
}

/** The mean over the networks that learn of a measure of the run. */
function overNetworks(
  run: FinishedRun,
  metrics: Readonly<Record<string, number>> | undefined,
  name: string,
): number | undefined {
  const values = metrics ? ofNetworks(run, metrics, name) : [];
  return values.length > 0
    ? values.reduce((sum, value) => sum + value, 0) / values.length
    : undefined;
}

function methodReport(
  arm: Arm,
  arms: readonly Arm[],
  results: Results,
  seeds: readonly number[],
  split: Report['split'],
  accuracies: Accuracies,
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
  const accuracy = (run: FinishedRun) => accuracies.get(arm.id)!.get(run.seed)?.value;
  return {
    id: arm.id,
    about: arm.about,
    ...(arm.source && { source: arm.source }),
    seeds: finished.map(({ seed }) => seed),
    ...optional('accuracy', spread(finished.map(accuracy))),
    networks: Object.fromEntries(networks),
    ...optional('ensemble', spread(finished.map((run) => run.last[`${split}/accuracy/ensemble`]))),
    ...optional(
      'selected',
      spread(finished.map((run) => overNetworks(run, run.selected?.metrics, `${split}/accuracy`))),
    ),
    ...optional('nll', last('nll')),
    ...optional('ece', last('ece')),
    parameters: first?.parameters ?? {},
    ...(first && { cost: costOf(first, arm, arms, results) }),
    runs: seeds.map((seed, i) => runReport(seed, mine[i], accuracies.get(arm.id)!, split)),
  };
}

function runReport(
  seed: number,
  result: RunResult | undefined,
  accuracies: ReadonlyMap<number, Accuracy>,
  split: Report['split'],
): RunReport {
  if (!result) return { seed, status: 'missing' };
  if (result.status === 'diverged')
    return {
      seed,
      status: 'diverged',
      step: result.step,
      metrics: result.metrics,
      message: result.message,
    };
  const accuracy = accuracies.get(seed)?.value;
  const because = {
    ...(accuracy === undefined && { accuracy: `no network has an accuracy of the ${split} split` }),
    ...(!result.selected && {
      selectedEpoch: 'no two epochs have an accuracy of the validation split and were tested',
    }),
  };
  return {
    seed,
    status: 'finished',
    accuracy: accuracy ?? null,
    selectedEpoch: result.selected?.epoch ?? null,
    ...(Object.keys(because).length > 0 && { because }),
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
      const file = path.join(runFolder(folder, id, seed), 'timing.jsonl');
      let timing: RunTiming | undefined;
      for await (const line of linesOf(file)) {
        const read = timingIn(line);
        if (!read) continue;
        timing = {
          seconds: (timing?.seconds ?? 0) + read.seconds,
          megabytes: Math.max(timing?.megabytes ?? 0, read.megabytes),
        };
      }
      if (timing)
        (timings[id] ??= {})[seed] = {
          ...timing,
          seconds: Math.round(1000 * timing.seconds) / 1000,
        };
    }
  }
  return timings;
}

/** Undefined for a line that a kill cut short. */
function timingIn(line: string): RunTiming | undefined {
  try {
    return JSON.parse(line) as RunTiming;
  } catch {
    return undefined;
  }
}
