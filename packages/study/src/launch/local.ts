import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import {
  defineLauncher,
  type Handle,
  type Job,
  type JobState,
  type Launcher,
} from '@codistill/core';
import { attemptsOf } from '../attempts/attempts.ts';
import { readBeat } from '../beat/readBeat.ts';
import { hasRoom, runsByCores } from '../capacity.ts';
import { howEnded, lastWords } from '../processEnd.ts';

/** A process that this launcher has started. */
interface Started {
  readonly job: Job;
  readonly child: ChildProcess;
  state: JobState;
  readonly output: () => string;
}

/**
 * Runs as child processes of the command, as many as the cores and the memory of this machine
 * allow. If the command dies, they save and end.
 */
export const local = defineLauncher({
  id: 'local',
  about: 'Processes of this machine, as many as its cores and memory allow.',
  create: localLauncher,
});

function localLauncher(): Launcher {
  const jobs = new Map<string, Started>();
  let largest: number | undefined;
  return {
    room: async ({ engine, ...threads }) => {
      const working = [...jobs.values()].filter(({ state }) => state.state === 'running');
      const megabytes = working.map(({ job }) => megabytesOf(job.folder));
      largest = [largest ?? 0, ...megabytes].reduce((a, b) => Math.max(a, b)) || undefined;
      const free = runsByCores({ name: engine, ...threads }) - working.length;
      return free > 0 && hasRoom(megabytes, largest) ? free : 0;
    },
    start: async (job) => {
      jobs.set(job.key, started(job));
      return handleOf(job.key, jobs);
    },
    find: async (key) => (jobs.has(key) ? handleOf(key, jobs) : undefined),
    states: async (handles) => handles.map(({ key }) => jobs.get(key)?.state ?? unknown),
    output: async ({ key }) => jobs.get(key)?.output() ?? '',
    stop: async ({ key }, how) => {
      jobs.get(key)?.child.kill(how === 'save' ? 'SIGTERM' : 'SIGKILL');
    },
  };
}

const unknown: JobState = { state: 'unknown' };
const handleOf = (key: string, jobs: ReadonlyMap<string, Started>): Handle => ({
  key,
  id: String(jobs.get(key)!.child.pid),
});
const megabytesOf = (run: string) => {
  const attempt = attemptsOf(run).at(-1);
  return (attempt && readBeat(attempt.folder)?.megabytes) ?? 0;
};

function started(job: Job): Started {
  const [program, ...words] = job.command;
  const child = spawn(program, [...words, '--until-stdin-ends'], {
    // The other end of its standard input is gone when this process is.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: process.env,
  });
  const found: Started = { job, child, state: { state: 'running' }, output: lastWords(child) };
  const ended = (because: string, exitCode?: number) => {
    found.state = { state: 'ended', because, ...(exitCode !== undefined && { exitCode }) };
  };
  child.on('error', (error) => ended(error.message));
  child.on('close', (code, signal) => ended(howEnded(code, signal), code ?? undefined));
  child.stdin.on('error', () => {});
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Uint8Array) => keepOutput(job.folder, bytes));
  return found;
}

/**
 * Stores the output of a run's plugins, such as the lines of the observer `progress`, in its
 * folder.
 */
function keepOutput(folder: string, bytes: string | Uint8Array): void {
  try {
    appendFileSync(path.join(folder, 'output.txt'), bytes);
  } catch {
    // The run's own files are on the same disk, so the run reports what is wrong with it.
  }
}
