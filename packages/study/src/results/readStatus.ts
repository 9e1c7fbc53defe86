import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Metric, ofSplit } from '@codistill/core';
import { numberIn } from '@codistill/report';
import { type PlannedRun, plannedRuns } from '../arms.ts';
import { attemptsOf } from '../attempts/attempts.ts';
import { runFile } from '../attempts/files.ts';
import { beatName } from '../beat/readBeat.ts';
import { readResult, readStudy, runFolder, type SavedStudy } from '../folder.ts';
import { defaultMetric, mainMetric } from '../mainMetric.ts';
import { loadRegistry } from '../plugins/loadPlugins.ts';
import { epochLines } from '../run/metricsLog.ts';
import { armsIn } from './readReport.ts';
import { reasonIn } from './readRun.ts';
import { readTiming } from './timing.ts';

/**
 * The state of a run. `waiting` runs have not started. `begun` runs have no result yet: they are
 * running or were stopped.
 */
export type ProgressState = 'waiting' | 'begun' | 'finished' | 'diverged' | 'failed';

/** The progress of a run, as its folder shows it. */
export interface RunProgress {
  /** 'mutual/seed-1'. */
  readonly id: string;
  readonly method: string;
  readonly seed: number;
  readonly state: ProgressState;
  /** Number of finished epochs, and the number of epochs in the experiment. */
  readonly epoch: number;
  readonly epochs: number;
  /**
   * The main metric of the validation split, averaged over the networks, after the last of these
   * epochs.
   */
  readonly value?: number;
  /** Seconds of training up to its last checkpoint. */
  readonly seconds?: number;
  /**
   * Seconds since it last wrote something; only for runs that have started and have no result. A
   * run that works writes twice a second.
   */
  readonly silent?: number;
  /** Why it diverged or failed. */
  readonly message?: string;
}

/** The progress of the runs of a study. */
export interface StudyStatus {
  readonly folder: string;
  /** Whether no run is waiting or has begun without a result. */
  readonly done: boolean;
  /** The main metric of the study's task. */
  readonly metric: Metric;
  readonly runs: readonly RunProgress[];
}

/**
 * The progress of the study in a folder. It only reads files, so it works on any machine that can
 * see the folder.
 *
 * @param before - An earlier status of the same study. Its finished and diverged runs do not change
 * any more, so their files are not read again.
 * @throws InputError if the folder holds no study.
 */
export async function readStatus(folder: string, before?: StudyStatus): Promise<StudyStatus> {
  const saved = await readStudy(folder);
  const planned = plannedRuns(await armsIn(saved, []), saved.study.seeds);
  const metric = before?.metric ?? (await metricOf(saved));
  const runs: RunProgress[] = [];
  for (const run of planned) {
    const known = before?.runs.find(({ id }) => id === run.id);
    runs.push(known && isFinal(known) ? known : await progressOf(folder, run, metric));
  }
  return {
    folder,
    metric,
    done: runs.every(({ state }) => state !== 'waiting' && state !== 'begun'),
    runs,
  };
}

const isFinal = ({ state }: RunProgress) => state === 'finished' || state === 'diverged';

/** The main metric of a study. Its plugins are loaded only if it names a task. */
const metricOf = async ({ study: { base, plugins } }: SavedStudy): Promise<Metric> =>
  base.task === undefined ? defaultMetric : mainMetric(base, await loadRegistry(plugins));

async function progressOf(
  folder: string,
  { id, arm, seed }: PlannedRun,
  metric: Metric,
): Promise<RunProgress> {
  const where = runFolder(folder, arm.id, seed);
  const log = runFile(where, 'metrics.jsonl');
  const last = (await epochLines(log)).at(-1);
  const sign = await lastSign(where, log);
  const value = last?.[ofSplit('validation', metric.name)];
  const { seconds } = await readTiming(where);
  const { state, message } = await stateOf(where, sign !== undefined);
  return {
    id,
    method: arm.id,
    seed,
    state,
    epoch: last ? last.epoch + 1 : 0,
    epochs: arm.experiment(seed).epochs,
    ...(value !== undefined && { value: numberIn(value) }),
    ...(seconds !== undefined && { seconds }),
    ...(state === 'begun' && sign && { silent: Math.max(0, (Date.now() - sign) / 1000) }),
    ...(message !== undefined && { message }),
  };
}

/** When a run last wrote something, by its beat, its events or its log. */
async function lastSign(where: string, log: string): Promise<number | undefined> {
  const attempt = attemptsOf(where).at(-1)?.folder;
  const files = [
    log,
    ...(attempt === undefined
      ? []
      : [beatName, 'events.jsonl', 'owner.json'].map((name) => path.join(attempt, name))),
  ];
  const times: number[] = [];
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (found) times.push(found.mtimeMs);
  }
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}

async function stateOf(
  where: string,
  begun: boolean,
): Promise<Pick<RunProgress, 'state' | 'message'>> {
  const result = await readResult(where);
  if (result)
    return result.status === 'diverged'
      ? { state: 'diverged', message: result.message }
      : { state: 'finished' };
  const message = await reasonIn(where);
  if (message !== undefined) return { state: 'failed', message };
  return { state: begun ? 'begun' : 'waiting' };
}
