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
  /** Of this process, up to its last progress. */
  secondsPerStep?: number;
  accuracy?: number;
  teaches?: readonly [edge: string, weight: number];
  megabytes: number;
}

export const runViews = (runs: readonly PlannedRun[]): RunView[] =>
  runs.map(({ id, arm, seed }) => ({
    id,
    method: arm.id,
    seed,
    state: 'waiting',
    step: 0,
    steps: 0,
    stepsPerEpoch: 0,
    megabytes: 0,
  }));

/** The pace of a run that has come to `step`; undefined before its first step in this process. */
export const paceAt = (
  { since }: Pick<RunView, 'since'>,
  step: number,
  now = performance.now(),
): number | undefined =>
  since && step > since.step ? (now - since.at) / 1000 / (step - since.step) : undefined;

/**
 * Seconds until all is done, at the pace of the runs so far; undefined before any pace is known.
 */
export function secondsLeft(views: readonly RunView[], atOnce: number): number | undefined {
  const pace = new Map<string, number[]>();
  for (const { method, secondsPerStep } of views)
    if (secondsPerStep !== undefined)
      pace.set(method, [...(pace.get(method) ?? []), secondsPerStep]);
  const all = [...pace.values()].flat();
  if (all.length === 0) return undefined;
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const longest = views.reduce((most, { steps }) => Math.max(most, steps), 0);
  const left = views
    .filter(({ state }) => state === 'waiting' || state === 'running')
    .map(({ method, steps, step }) => ((steps || longest) - step) * mean(pace.get(method) ?? all));
  const width = Math.max(1, Math.min(atOnce, left.length));
  return left.reduce(
    (most, value) => Math.max(most, value),
    left.reduce((sum, value) => sum + value, 0) / width,
  );
}
