import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Launcher } from '@codistill/core';
import type { PlannedRun } from './arms.ts';
import { viewThreads } from './capacity.ts';
import { died } from './errors.ts';
import { ownFolder, type StudyFolder } from './folder.ts';
import { waitForEnd } from './inUse.ts';
import { followLaunch, published, type RunEnding, type RunNews } from './launch/followLaunch.ts';
import { forgetLaunches, type Launch, lastLaunch, startLaunch } from './launch/launches.ts';
import type { Processes } from './processes.ts';
import { paceAt, type RunState, type RunStatus, type StudyEvent } from './progress.ts';
import { failureOf } from './run/failure.ts';
import { writeJob } from './run/jobFile.ts';
import type { EngineInfo, Surroundings } from './run/messages.ts';
import { keepRunSources } from './runSources.ts';
import { type Outcome, schedule } from './schedule.ts';
import type { Study } from './study.ts';
import { trainJob } from './trainJob.ts';

/** What the runs of a study need for training. */
export interface Training {
  readonly study: Study;
  readonly folder: StudyFolder;
  readonly around: Surroundings;
  readonly engine: EngineInfo;
  /** The id of the current sources. */
  readonly sources: string;
  readonly statuses: readonly RunStatus[];
  readonly processes: Processes;
  readonly launcher: NamedLauncher;
  readonly atOnce: number;
  /** Whether `atOnce` applies regardless of the launcher's room. */
  readonly crowded: boolean;
  readonly checkpointSeconds: number;
  readonly watch: (event: StudyEvent) => void;
}

/** A launcher, and the name of its plugin. */
export interface NamedLauncher {
  readonly name: string;
  readonly launcher: Launcher;
}

/** Why runs have no result, by id, and why all of them ended, in words. */
export interface Failures {
  readonly byRun: Record<string, string>;
  /** An error in the user's input. */
  input?: string;
  /** Why nothing more could be done, such as a full disk. */
  broken?: string;
}

/** The maximum number of attempts for a process that dies. */
const tries = 3;

/** Trains the runs that are not `known` to have ended, each after those that it needs. */
export async function trainRuns(
  runs: readonly PlannedRun[],
  known: Readonly<Record<string, Outcome>>,
  training: Training,
): Promise<Failures> {
  const { statuses, processes, atOnce, watch } = training;
  const failures: Failures = { byRun: {} };
  const statusOf = (run: string) => statuses.find(({ id }) => id === run)!;
  await schedule(runs, {
    known,
    atOnce,
    hasRoom: async () => training.crowded || ((await roomOf(training)) ?? 1) > 0,
    stopping: () => processes.stopping(),
    run: (planned) =>
      trainOne(planned, statusOf(planned.id), training, failures).catch((error: unknown) =>
        failed(
          planned,
          statusOf(planned.id),
          { type: 'failed', ...failureOf(error) },
          training,
          failures,
        ),
      ),
    skip: (planned, because) => {
      const note = `${planned.id} was not run: ${because}, whose network it starts from, has no result.`;
      failures.byRun[planned.id] = note;
      end(statusOf(planned.id), 'skipped', watch, note);
    },
  });
  return failures;
}

/** How many more runs a launcher may start now; undefined if it sets no limit. */
export const roomOf = ({
  launcher,
  engine: { name },
  study: { threads },
}: Pick<Training, 'launcher' | 'engine' | 'study'>): Promise<number | undefined> =>
  launcher.launcher.room({ engine: name, ...(threads !== undefined && { threads }) });

/** Trains a run in a job, and again from its checkpoint if the job dies. */
async function trainOne(
  planned: PlannedRun,
  status: RunStatus,
  training: Training,
  failures: Failures,
): Promise<Outcome> {
  const { folder, processes, launcher, watch } = training;
  const where = ownFolder(folder.path, planned.arm.id, planned.seed);
  status.state = 'running';
  for (let tried = 1; ; tried++) {
    const last =
      tried === 1 ? await lastLaunch(where, launcher.name, launcher.launcher) : undefined;
    // A job of an earlier app may have ended since the study was read.
    const known = last ? undefined : await published(where);
    const ending =
      known ??
      (await follow(
        where,
        planned.id,
        last ?? (await launched(where, planned, training)),
        status,
        training,
      ));
    if (ending.type === 'done') {
      await forgetLaunches(where);
      const { result } = ending;
      const note = result.status === 'diverged' ? result.message : undefined;
      end(status, result.status, watch, note);
      return note === undefined ? 'succeeded' : 'failed';
    }
    const stopped = ending.type === 'stopped' || ending.type === 'died';
    if (stopped && processes.stopping()) {
      status.state = 'waiting';
      return 'stopped';
    }
    if (ending.type === 'failed' || tried === tries)
      return failed(planned, status, ending, training, failures);
    watch({ type: 'run', status, what: 'retried', note: howOf(ending) });
  }
}

/** Starts a run. If another process still works on it, its end is waited for. */
async function launched(where: string, planned: PlannedRun, training: Training): Promise<Launch> {
  const { study, folder, engine, atOnce, launcher, sources } = training;
  const other = folder.working.find(({ run }) => run === where);
  if (other) await waitForEnd(other);
  await keepRunSources(where, sources);
  const threads = viewThreads(engine.name, atOnce);
  await writeJob(trainJob(planned, study, folder.path, { ...training, viewThreads: threads }));
  await rm(path.join(where, 'failure.txt'), { force: true });
  // The study has refused changes, or a person has allowed them.
  return startLaunch(where, launcher.name, launcher.launcher, true);
}

async function follow(
  where: string,
  id: string,
  launch: Launch,
  status: RunStatus,
  { processes, launcher: { launcher }, watch }: Training,
): Promise<RunEnding> {
  const stop = (how: 'save' | 'now') => launcher.stop(launch.handle, how).catch(() => {});
  processes.begin(id, { stop: () => stop('save'), kill: () => stop('now') });
  try {
    return await followLaunch(where, launch, launcher, (news) => hear(status, news, watch));
  } finally {
    processes.end(id);
  }
}

const howOf = (ending: RunEnding) => (ending.type === 'died' ? ending.how : 'stopped from outside');

/**
 * Stores why a run failed, and shows it. If every other run would fail too, it stops all.
 */
async function failed(
  { id }: PlannedRun,
  status: RunStatus,
  ending: Exclude<RunEnding, { readonly type: 'done' }>,
  { folder, processes, watch }: Training,
  failures: Failures,
): Promise<Outcome> {
  const message =
    ending.type === 'failed'
      ? ending.message
      : died(id, howOf(ending), ending.type === 'died' ? ending.output : '', tries);
  const kind = ending.type === 'failed' ? ending.kind : 'error';
  if (kind === 'input') failures.input ??= message;
  if (kind === 'disk') failures.broken ??= message;
  if (failures.input !== undefined || failures.broken !== undefined) processes.stop();
  const where = `runs/${id}/failure.txt`;
  const first = `${id} failed: ${message.split('\n')[0]}`;
  failures.byRun[id] = message.includes('\n') ? `${first} (the rest is in ${where})` : first;
  if (failures.broken === undefined)
    await folder.files.write(where, new TextEncoder().encode(`${message}\n`));
  end(status, 'failed', watch, message);
  return 'failed';
}

function end(status: RunStatus, state: RunState, watch: Training['watch'], note?: string): void {
  status.state = state;
  watch({ type: 'run', status, what: 'ended', ...(note !== undefined && { note }) });
}

/** Updates a run's status from what it tells. */
function hear(status: RunStatus, news: RunNews, watch: Training['watch']): void {
  if (news.type === 'started') {
    const { steps, stepsPerEpoch, fromStep } = news;
    Object.assign(status, { steps, stepsPerEpoch, step: fromStep });
    status.since = { step: fromStep, at: performance.now() };
    watch({ type: 'run', status, what: 'started' });
  }
  if (news.type !== 'progress') return;
  const { step, megabytes, value, metric, teaches } = news;
  const secondsPerStep = paceAt(status, step);
  Object.assign(status, {
    step,
    megabytes,
    ...(secondsPerStep !== undefined && { secondsPerStep }),
    ...(value !== undefined && { value }),
    ...(metric && { metric }),
    ...(teaches && { teaches }),
  });
  watch({ type: 'run', status, what: 'progress' });
}
