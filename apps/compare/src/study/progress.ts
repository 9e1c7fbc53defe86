import type { PlannedRun } from './arms.ts';

export type RunState = 'waiting' | 'running' | 'finished' | 'diverged' | 'failed' | 'skipped';

/** A run as the view shows it. */
export interface RunView {
  readonly id: string;
  readonly method: string;
  readonly seed: number;
  state: RunState;
  step: number;
  steps: number;
  stepsPerEpoch: number;
  /** Of this process: where it began, and when. */
  since?: { readonly step: number; readonly at: number };
  accuracy?: number;
  teaches?: readonly [edge: string, weight: number];
  megabytes: number;
}

export const runViews = (runs: readonly PlannedRun[]): RunView[] =>
  runs.map(({ id, arm, seed }) => ({ id, method: arm.id, seed, state: 'waiting', step: 0, steps: 0, stepsPerEpoch: 0, megabytes: 0 }));

/** Seconds until all is done, at the pace of the runs so far; undefined before any pace is known. */
export function secondsLeft(views: readonly RunView[], atOnce: number, now = performance.now()): number | undefined {
  const pace = new Map<string, number[]>();
  for (const { method, since, step } of views)
    if (since && step > since.step) pace.set(method, [...(pace.get(method) ?? []), (now - since.at) / 1000 / (step - since.step)]);
  const all = [...pace.values()].flat();
  if (all.length === 0) return undefined;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const longest = Math.max(...views.map(({ steps }) => steps));
  const left = views
    .filter(({ state }) => state === 'waiting' || state === 'running')
    .map(({ method, steps, step }) => ((steps || longest) - step) * mean(pace.get(method) ?? all));
  const width = Math.max(1, Math.min(atOnce, left.length));
  return Math.max(...left, left.reduce((sum, value) => sum + value, 0) / width, 0);
}
