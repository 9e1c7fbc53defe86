import { type ChildProcess, fork } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { notBuilt } from './errors.ts';
import type { Job, Message } from './run/messages.ts';

export type Ending =
  | Extract<Message, { readonly type: 'done' | 'stopped' | 'failed' }>
  | { readonly type: 'died'; readonly how: string; readonly output: string };

/** A running process. */
export interface Working {
  readonly ended: Promise<Ending>;
  /** Asks the process to save and end. */
  stop(): void;
  kill(): void;
}

/**
 * Starts a process for a job and passes its messages to `hear` until it ends. A process that ends
 * without a final message has died.
 * @throws Error if the worker is not built.
 */
export function spawnWorker(job: Job, hear: (message: Message) => void): Working {
  const code = builtWorker();
  if (!existsSync(code)) throw notBuilt(fileURLToPath(code));
  const child = fork(code, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    // The built worker resolves other packages as it does for users.
    ...(fromSource && { execArgv: [] }),
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env },
  });
  const output = lastWords(child);
  if (job.kind === 'train') keepOutput(child, path.join(job.folder, 'output.txt'));
  else child.stdout?.resume();
  let last: Ending | undefined;
  child.on('message', (message: Message) => {
    if (message.type === 'done' || message.type === 'stopped' || message.type === 'failed')
      last = message;
    else hear(message);
  });
  const ended = new Promise<Ending>((resolve) => {
    const died = (how: string) => resolve(last ?? { type: 'died', how, output: output() });
    child.on('error', (error) => died(error.message));
    child.on('close', (code, signal) => died(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  child.send(job);
  const stop = () => {
    if (child.connected) child.send('stop');
  };
  return { ended, stop, kill: () => child.kill('SIGKILL') };
}

/** Whether this runs from sources, as in tests. The worker is then still the built one. */
const fromSource = import.meta.url.endsWith('.ts');
const builtWorker = () =>
  new URL(fromSource ? '../dist/worker.js' : './worker.js', import.meta.url);

/**
 * Stores the output of a run's plugins, such as the lines of the observer `progress`, in its
 * folder.
 */
function keepOutput(child: ChildProcess, file: string): void {
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: string | Uint8Array) => {
      try {
        mkdirSync(path.dirname(file), { recursive: true });
        appendFileSync(file, text);
      } catch {
        // The run's own files are on the same disk, so the run reports what is wrong with it.
      }
    });
}

/** The last 2,000 characters that a process wrote to standard error. */
function lastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-2000);
  });
  return () => text.trim().split('\n').slice(-5).join('\n');
}
