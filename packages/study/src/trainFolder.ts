import { waitForEnd, workingOn } from './inUse.ts';
import { followLaunch, published, type RunEnding, type RunNews } from './launch/followLaunch.ts';
import { forgetLaunches, lastLaunch, startLaunch } from './launch/launches.ts';
import type { Stop } from './processes.ts';
import { writeJob } from './run/jobFile.ts';
import type { TrainJob } from './run/messages.ts';
import type { NamedLauncher } from './training.ts';

/**
 * Trains a single run in its folder by a launcher, from its newest checkpoint. A job that an
 * earlier command started is followed.
 * @throws InputError if the folder holds a run of another experiment, another process works there,
 * or no job can start.
 */
export async function trainFolder(
  job: TrainJob,
  options: {
    readonly launcher: NamedLauncher;
    readonly hear: (news: RunNews) => void;
    /** Receives a function that lets the run save and end, or leaves its job to work on. */
    readonly onStop: (stop: Stop) => void;
    /** Whether it goes on although data or plugins changed since its checkpoint. */
    readonly anyway: boolean;
    /** Whether the job is left to work on once it has started. */
    readonly detach: boolean;
  },
): Promise<RunEnding> {
  const { name, launcher } = options.launcher;
  const { runtime } = job.engine;
  await launcher.check?.({ engine: typeof runtime === 'string' ? runtime : runtime.use });
  const last = launcher.outlives ? await lastLaunch(job.folder, name, launcher) : undefined;
  const launch = last ?? (await startedIn(job, options));
  if ('type' in launch) return launch;
  let left = options.detach;
  options.onStop((how) => {
    left = how === 'leave' && launcher.outlives === true;
    if (!left) void launcher.stop(launch.handle, 'save');
  });
  const ending = await followLaunch(job.folder, launch, launcher, options.hear, () => left);
  if (ending.type === 'done') await forgetLaunches(job.folder);
  return ending;
}

/** A new launch of a run, or how it has ended. */
async function startedIn(
  job: TrainJob,
  { launcher: { name, launcher }, anyway }: Parameters<typeof trainFolder>[1],
): Promise<Awaited<ReturnType<typeof startLaunch>> | RunEnding> {
  const working = await workingOn(job.folder);
  if (working) await waitForEnd(working);
  await writeJob(job);
  const known = await published(job.folder);
  return known ?? startLaunch(job.folder, name, launcher, { anyway });
}
