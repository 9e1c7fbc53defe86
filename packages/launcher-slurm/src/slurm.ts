import { readFile } from 'node:fs/promises';
import { defineLauncher, type Handle, type Job, type Launcher } from '@codistill/core';
import { batchOf, scriptOf } from './batch.ts';
import { command, isAway, patiently } from './command.ts';
import { noController, notSubmitted, refused, saidBy } from './errors.ts';
import { options, resources, type SlurmOptions } from './options.ts';
import { detailsOf, queue, stateOf } from './queue.ts';

/**
 * Runs as batch jobs of a Slurm cluster whose machines see the study's folder. Jobs go on when the
 * command ends, and the same command finds them. A run that needs another's network waits for that
 * job by `afterok`. A job whose node was lost is requeued by Slurm and goes on from its newest
 * checkpoint.
 *
 * @example
 * ```ts
 * const launcher = slurm({ partition: 'gpu', gpus: 1, time: '4:00:00' });
 * console.log(launcher.outlives, launcher.waits); // true true
 * ```
 */
export const slurm = defineLauncher({
  id: 'slurm',
  about: 'Batch jobs of a Slurm cluster, one for each run; they go on when the command ends.',
  options,
  create: slurmLauncher,
});

function slurmLauncher(given: SlurmOptions): Launcher {
  const jobs = queue();
  const find = async (key: string): Promise<Handle | undefined> => {
    const job = await jobs.withComment(key);
    return job && { key, id: job.id };
  };
  return {
    outlives: true,
    waits: true,
    check: () => check(given),
    // Slurm queues any number of jobs.
    room: async () => undefined,
    start: async (job) => {
      const id = await submitted(job, given, find);
      jobs.forget();
      return { key: job.key, id };
    },
    find,
    states: async (handles) => {
      const listed = await jobs.jobs();
      return Promise.all(handles.map((handle) => stateOf(handle, listed)));
    },
    output: async ({ id }) => lastLines((await detailsOf(id))?.['StdOut']),
    stop: async ({ id }, how) => {
      if (how === 'now') await command('scancel', ['--signal=KILL', '--full', id]);
      await patiently(() => command('scancel', [id]));
      jobs.forget();
    },
  };
}

/**
 * Asks Slurm whether it would take a job with these options.
 * @throws InputError if it would not, or gives no answer.
 */
async function check(given: SlurmOptions): Promise<void> {
  const words = ['--test-only', ...resources(given)];
  const ended = await command('sbatch', words, scriptOf(['true'], given));
  if (ended.code === 0) return;
  const said = saidBy(ended.stderr);
  throw isAway(ended) || /configuration file|ClusterName/.test(said)
    ? noController(said)
    : refused(said);
}

/**
 * Submits a job and returns its number. If the controller gives no answer, the job may have been
 * taken all the same, so it is looked for before it is submitted again.
 * @throws InputError if Slurm refuses it.
 */
async function submitted(job: Job, given: SlurmOptions, find: Launcher['find']): Promise<string> {
  const { words, script } = batchOf(job, given);
  const ended = await patiently(
    () => command('sbatch', ['--parsable', ...words], script),
    async () => {
      const handle = await find(job.key);
      return handle && { code: 0, stdout: handle.id, stderr: '' };
    },
  );
  const said = saidBy(ended.stderr);
  // The number may be followed by the name of a cluster.
  if (ended.code === 0) return ended.stdout.trim().split(';')[0]!;
  if (isAway(ended)) throw noController(said);
  throw /dependency/i.test(said) ? notSubmitted(said) : refused(said);
}

/** The last five lines of a file, of which there may be none yet. */
async function lastLines(file: string | undefined): Promise<string> {
  if (file === undefined) return '';
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.slice(-2000).trim().split('\n').slice(-5).join('\n');
}
