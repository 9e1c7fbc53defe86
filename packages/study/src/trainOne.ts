import { rm } from 'node:fs/promises';
import os from 'node:os';
import { type Handle, isInputError } from '@codistill/core';
import type { PlannedRun } from './arms.ts';
import { newestCheckpoint } from './attempts/attempts.ts';
import { hostOf } from './attempts/owner.ts';
import { viewThreads } from './capacity.ts';
import { died, onHost } from './errors.ts';
import { ownFolder } from './folder.ts';
import { waitForEnd } from './inUse.ts';
import { followLaunch, published, type RunEnding, type RunNews } from './launch/followLaunch.ts';
import { forgetLaunches, type Launch, lastLaunch, startLaunch } from './launch/launches.ts';
import { paceAt, type RunState, type RunStatus } from './progress.ts';
import { writeJob } from './run/jobFile.ts';
import { keepRunSources } from './runSources.ts';
import type { Outcome } from './schedule.ts';
import { sourcesId } from './sources.ts';
import type { Course, Training } from './training.ts';
import { trainJob } from './trainJob.ts';

/** The maximum number of attempts for a process that dies. */
const tries = 3;

/** Trains a run in a job, and again from its checkpoint if the job dies. */
export async function trainOne(
  planned: PlannedRun,
  status: RunStatus,
  around: { readonly training: Training; readonly course: Course; readonly begun: () => void },
): Promise<Outcome | 'again'> {
  const { training, course } = around;
  const { folder, processes, launcher, watch } = training;
  const { outlives = false } = launcher.launcher;
  const where = ownFolder(folder.path, planned.arm.id, planned.seed);
  // An engine with a queue starts a job when it likes.
  status.state = outlives ? 'waiting' : 'running';
  for (let tried = 1; ; tried++) {
    const before = newestCheckpoint(where);
    const ending = await tryOnce(where, planned, status, around, tried === 1);
    if (ending.type !== 'left') course.jobs.delete(planned.id);
    if (ending.type === 'done') {
      await forgetLaunches(where);
      const { result } = ending;
      const note = result.status === 'diverged' ? result.message : undefined;
      end(status, result.status, watch, note);
      return note === undefined ? 'succeeded' : 'failed';
    }
    if (ending.type === 'left' || (ending.type !== 'failed' && processes.stopping())) {
      status.state = 'waiting';
      return 'stopped';
    }
    if (ending.type === 'inVain') return 'again';
    // A cluster may stop a job any number of times, each after some time of work.
    if (outlives && ending.type === 'stopped' && newestCheckpoint(where) !== before) tried = 0;
    if (ending.type === 'failed' || tried === tries)
      return failed(planned, status, ending, training, course);
    watch({ type: 'run', status, what: 'retried', note: howOf(ending) });
  }
}

/** Follows the job of an earlier command, or that of a new launch, to its end. */
async function tryOnce(
  where: string,
  planned: PlannedRun,
  status: RunStatus,
  {
    training,
    course: { jobs },
    begun,
  }: { readonly training: Training; readonly course: Course; readonly begun: () => void },
  isFirst: boolean,
): Promise<RunEnding> {
  const { name, launcher } = training.launcher;
  const last = isFirst ? await lastLaunch(where, name, launcher) : undefined;
  // A job of an earlier command may have ended since the study was read.
  const known = last ? undefined : await published(where);
  if (known) return known;
  const after = launcher.waits ? planned.after.flatMap((id) => jobs.get(id) ?? []) : [];
  let launch: Launch;
  try {
    launch = last ?? (await launched(where, planned, training, after));
  } catch (error) {
    // A job that it should wait for may just have ended.
    if (after.length === 0 || isInputError(error)) throw error;
    return { type: 'inVain' };
  }
  jobs.set(planned.id, launch.handle);
  begun();
  return follow(where, planned.id, launch, status, training);
}

/** Starts a run. If another process still works on it, its end is waited for. */
async function launched(
  where: string,
  planned: PlannedRun,
  training: Training,
  after: readonly Handle[],
): Promise<Launch> {
  const { study, folder, engine, atOnce, launcher, sources } = training;
  const other = folder.working.find(({ run }) => run === where);
  if (other) await waitForEnd(other);
  await keepRunSources(where, sourcesId(sources));
  const threads = viewThreads(engine.name, atOnce);
  const elsewhere = launcher.launcher.outlives === true;
  await writeJob(
    trainJob(planned, study, folder.path, {
      ...training,
      viewThreads: threads,
      ...(elsewhere && { expected: { engine, sources } }),
    }),
  );
  await rm(`${where}/failure.txt`, { force: true });
  // The study has refused changes, or a person has allowed them.
  return startLaunch(where, launcher.name, launcher.launcher, { anyway: true, after });
}

async function follow(
  where: string,
  id: string,
  launch: Launch,
  status: RunStatus,
  { processes, launcher: { launcher }, watch }: Training,
): Promise<RunEnding> {
  const stop = (how: 'save' | 'now') => launcher.stop(launch.handle, how).catch(() => {});
  let left = false;
  const leave = () => {
    left = true;
  };
  processes.begin(id, {
    stop: () => stop('save'),
    kill: () => stop('now'),
    ...(launcher.outlives && { leave }),
  });
  try {
    const tell = (news: RunNews) => hear(status, news, watch);
    return await followLaunch(where, launch, launcher, tell, () => left);
  } finally {
    processes.end(id);
  }
}

/** An ending without a result. */
type NoResult = Exclude<RunEnding, { readonly type: 'done' | 'left' | 'inVain' }>;

const howOf = (ending: NoResult) => (ending.type === 'died' ? ending.how : 'stopped from outside');

/** Stores why a run failed, and shows it. If every other run would fail too, it stops all. */
export async function failed(
  { id, arm, seed }: PlannedRun,
  status: RunStatus,
  ending: NoResult,
  { folder, processes, watch, launcher }: Training,
  course: Course,
): Promise<Outcome> {
  const said =
    ending.type === 'failed'
      ? ending.message
      : died(id, howOf(ending), ending.type === 'died' ? ending.output : '', tries);
  const host = launcher.launcher.outlives && hostOf(ownFolder(folder.path, arm.id, seed));
  const message = host && host !== os.hostname() ? onHost(host, said) : said;
  const kind = ending.type === 'failed' ? ending.kind : 'error';
  if (kind === 'input') course.input ??= message;
  if (kind === 'disk') course.broken ??= message;
  if (course.input !== undefined || course.broken !== undefined) processes.stop();
  const where = `runs/${id}/failure.txt`;
  const first = `${id} failed: ${message.split('\n')[0]}`;
  course.failures[id] = message.includes('\n') ? `${first} (the rest is in ${where})` : first;
  if (course.broken === undefined)
    await folder.files.write(where, new TextEncoder().encode(`${message}\n`));
  end(status, 'failed', watch, message);
  return 'failed';
}

/** Shows that a run was not trained because another that it needs has no result. */
export function skipped(
  { id }: PlannedRun,
  status: RunStatus,
  because: string,
  { watch }: Training,
  { failures }: Course,
): void {
  const note = `${id} was not run: ${because}, whose network it starts from, has no result.`;
  failures[id] = note;
  end(status, 'skipped', watch, note);
}

function end(status: RunStatus, state: RunState, watch: Training['watch'], note?: string): void {
  status.state = state;
  watch({ type: 'run', status, what: 'ended', ...(note !== undefined && { note }) });
}

/** Updates a run's status from what it tells. */
function hear(status: RunStatus, news: RunNews, watch: Training['watch']): void {
  status.state = 'running';
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
