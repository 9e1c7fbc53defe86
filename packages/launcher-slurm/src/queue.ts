import type { Handle, JobState } from '@codistill/core';
import { command, type Ended, isAway, patiently } from './command.ts';
import { noController, saidBy } from './errors.ts';

/** A job as squeue lists it. */
export interface QueuedJob {
  readonly id: string;
  /** 'PENDING', 'RUNNING', 'NODE_FAIL', ... */
  readonly state: string;
  readonly reason: string;
  readonly comment: string;
}

const waiting = /^(PENDING|CONFIGURING|REQUEUED|REQUEUE_\w+|RESV_DEL_HOLD|SPECIAL_EXIT)$/;
const running = /^(RUNNING|COMPLETING|SUSPENDED|STOPPED|SIGNALING|STAGE_OUT|RESIZING)$/;

const listing = () =>
  command('squeue', ['--me', '--noheader', '--states=all', '--format=%A|%T|%r|%k']);

const parsed = ({ stdout }: Ended): readonly QueuedJob[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', state = '', reason = '', ...comment] = line.split('|');
      return { id, state, reason, comment: comment.join('|') };
    });

/**
 * The jobs of this user. The controller serves the whole cluster, so it is asked at most once in
 * `askMilliseconds`, however many runs want to know.
 */
export function queue(askMilliseconds = 3000) {
  let known: { readonly at: number; readonly jobs: Promise<readonly QueuedJob[] | undefined> };
  let forgotten = true;
  const ask = () => {
    forgotten = false;
    const jobs = listing().then((ended) => (ended.code === 0 ? parsed(ended) : undefined));
    known = { at: performance.now(), jobs: jobs.catch(() => undefined) };
  };
  return {
    /** Ask anew next time, because something was changed. */
    forget(): void {
      forgotten = true;
    },
    /** The jobs that were listed last; undefined if the controller gave no answer. */
    jobs(): Promise<readonly QueuedJob[] | undefined> {
      if (forgotten || performance.now() - known.at > askMilliseconds) ask();
      return known.jobs;
    },
    /**
     * The job with a comment, however long the controller takes to answer.
     * @throws InputError if it does not answer for ten minutes.
     */
    async withComment(comment: string): Promise<QueuedJob | undefined> {
      const ended = await patiently(listing);
      if (ended.code !== 0) throw noController(saidBy(ended.stderr));
      return parsed(ended).find((job) => job.comment === comment);
    },
  };
}

/** What is known of a job that squeue lists, or does not. */
export async function stateOf(
  { id }: Handle,
  jobs: readonly QueuedJob[] | undefined,
): Promise<JobState> {
  if (!jobs) return { state: 'unreachable' };
  const job = jobs.find((one) => one.id === id);
  if (!job) return { state: 'unknown' };
  if (waiting.test(job.state)) return { state: 'waiting', because: job.reason };
  if (running.test(job.state)) return { state: 'running' };
  const shown = await detailsOf(id);
  if (!shown) return { state: 'unreachable' };
  const [code = 0, signal = 0] = (shown['ExitCode'] ?? '').split(':').map(Number);
  const name = `Slurm: ${job.state}`;
  if (signal > 0) return { state: 'ended', because: `${name}, signal ${signal}` };
  if (job.state !== 'COMPLETED' && job.state !== 'FAILED') return { state: 'ended', because: name };
  return { state: 'ended', because: `exit code ${code}`, exitCode: code };
}

/**
 * What scontrol shows of a job, by field; undefined if the controller gives no answer, and nothing
 * if it does not know the job.
 */
export async function detailsOf(id: string): Promise<Readonly<Record<string, string>> | undefined> {
  const ended = await command('scontrol', ['--oneliner', 'show', 'job', id]);
  if (isAway(ended)) return undefined;
  const fields = ended.stdout.matchAll(/(?:^|\s)(\w+)=(.*?)(?=\s\w+=|\s*$)/g);
  return Object.fromEntries([...fields].map(([, name, value]) => [name!, value!]));
}
