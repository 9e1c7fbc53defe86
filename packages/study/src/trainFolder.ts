import { waitForEnd, workingOn } from './inUse.ts';
import { followLaunch, published, type RunEnding, type RunNews } from './launch/followLaunch.ts';
import { forgetLaunches, startLaunch } from './launch/launches.ts';
import { local } from './launch/local.ts';
import { writeJob } from './run/jobFile.ts';
import type { TrainJob } from './run/messages.ts';

/**
 * Trains a single run in its folder, in a process of this machine, from its newest checkpoint.
 * @throws InputError if the folder holds a run of another experiment, or another process works
 * there.
 */
export async function trainFolder(
  job: TrainJob,
  options: {
    readonly hear: (news: RunNews) => void;
    /** Receives a function that lets the run save and end. */
    readonly onStop: (stop: () => void) => void;
    /** Whether it goes on although data or plugins changed since its checkpoint. */
    readonly anyway: boolean;
  },
): Promise<RunEnding> {
  const working = await workingOn(job.folder);
  if (working) await waitForEnd(working);
  await writeJob(job);
  const known = await published(job.folder);
  if (known) return known;
  const launcher = local();
  const launch = await startLaunch(job.folder, 'local', launcher, options.anyway);
  options.onStop(() => void launcher.stop(launch.handle, 'save'));
  const ending = await followLaunch(job.folder, launch, launcher, options.hear);
  if (ending.type === 'done') await forgetLaunches(job.folder);
  return ending;
}
