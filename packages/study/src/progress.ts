import type { Metric } from '@codistill/core';
import type { PlannedRun } from './arms.ts';
import { tidyPublished } from './attempts/publish.ts';
import { ownFolder, readResult } from './folder.ts';
import type { Outcome } from './schedule.ts';

export type RunState = 'waiting' | 'running' | 'finished' | 'diverged' | 'failed' | 'skipped';

/** The progress of a run, for a screen. */
export interface RunStatus {
  readonly id: string;
  readonly method: string;
  readonly seed: number;
  state: RunState;
  step: number;
  steps: number;
  stepsPerEpoch: number;
  /** The step and time at which this process began or resumed the run. */
  since?: { readonly step: number; readonly at: number };
  /** Seconds per step in this process, up to its last progress report. */
  secondsPerStep?: number;
  /** The main metric of the validation split, averaged over the networks. */
  value?: number;
  /** The main metric; default the accuracy. */
  metric?: Metric;
  teaches?: readonly [edge: string, weight: number];
  megabytes: number;
}

/** The status of a run that has not started. */
export const waitingRun = (id: string, method: string, seed: number): RunStatus => ({
  id,
  method,
  seed,
  state: 'waiting',
  step: 0,
  steps: 0,
  stepsPerEpoch: 0,
  megabytes: 0,
});

/**
 * The statuses of runs. `known` says how the runs with a result in the study's folder ended, by id.
 */
export async function statusesIn(
  folder: string,
  runs: readonly PlannedRun[],
): Promise<{
  readonly statuses: readonly RunStatus[];
  readonly known: Readonly<Record<string, Outcome>>;
}> {
  const known: Record<string, Outcome> = {};
  const statuses: RunStatus[] = [];
  for (const { id, arm, seed } of runs) {
    const status = waitingRun(id, arm.id, seed);
    statuses.push(status);
    const where = ownFolder(folder, arm.id, seed);
    const result = await readResult(where);
    if (!result) continue;
    await tidyPublished(where);
    known[id] = result.status === 'finished' ? 'succeeded' : 'failed';
    status.state = result.status;
    if (result.status === 'finished')
      Object.assign(status, {
        steps: result.steps,
        step: result.steps,
        stepsPerEpoch: Math.ceil(result.steps / result.epochs),
      });
  }
  return { statuses, known };
}

/**
 * Seconds per step of a run that has reached `step`; undefined before its first step in this
 * process.
 */
export const paceAt = (
  { since }: Pick<RunStatus, 'since'>,
  step: number,
  now = performance.now(),
): number | undefined =>
  since && step > since.step ? (now - since.at) / 1000 / (step - since.step) : undefined;

/**
 * Estimated seconds until all runs are done, at the pace so far; undefined if no pace is known yet.
 */
export function secondsLeft(statuses: readonly RunStatus[], atOnce: number): number | undefined {
  const pace = new Map<string, number[]>();
  for (const { method, secondsPerStep } of statuses)
    if (secondsPerStep !== undefined)
      pace.set(method, [...(pace.get(method) ?? []), secondsPerStep]);
  const all = [...pace.values()].flat();
  if (all.length === 0) return undefined;
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const longest = statuses.reduce((most, { steps }) => Math.max(most, steps), 0);
  const left = statuses
    .filter(({ state }) => state === 'waiting' || state === 'running')
    .map(({ method, steps, step }) => ((steps || longest) - step) * mean(pace.get(method) ?? all));
  const width = Math.max(1, Math.min(atOnce, left.length));
  return left.reduce(
    (most, value) => Math.max(most, value),
    left.reduce((sum, value) => sum + value, 0) / width,
  );
}

/** The events of a running study. */
export type StudyEvent =
  | { readonly type: 'checking' }
  /** What a dataset has to say, while the study is checked. */
  | { readonly type: 'notice'; readonly sentence: string }
  | {
      readonly type: 'begin';
      readonly statuses: readonly RunStatus[];
      readonly atOnce: number;
      readonly engine: string;
    }
  | {
      readonly type: 'run';
      readonly status: RunStatus;
      readonly what: 'started' | 'progress' | 'retried' | 'ended';
      readonly note?: string;
    }
  | { readonly type: 'end' };
