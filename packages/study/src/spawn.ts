import { type ChildProcess, fork } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { notBuilt } from './errors.ts';
import type { Job, Message } from './run/messages.ts';

export type Ending =
  | Extract<Message, { readonly type: 'done' | 'stopped' | 'failed' }>
  | { readonly type: 'died'; readonly how: string; readonly output: string };

/** A process at work. */
export interface Working {
  readonly ended: Promise<Ending>;
  /** It saves and ends. */
  stop(): void;
  kill(): void;
}

/**
 * Starts a process for a job. What it says is heard until it ends; a process that ends without a
 * last word has died.
 */
export function spawnWorker(job: Job, hear: (message: Message) => void): Working {
  const code = builtWorker();
  if (!existsSync(code)) throw notBuilt(fileURLToPath(code));
  const child = fork(code, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    // What is built resolves other packages as its users do.
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

/** Tests run the sources, and the worker that is built. */
const fromSource = import.meta.url.endsWith('.ts');
const builtWorker = () =>
  new URL(fromSource ? '../dist/worker.js' : './worker.js', import.meta.url);

/** What a run's plugins print, such as the lines of the observer `progress`, is kept in its folder. */
function keepOutput(child: ChildProcess, file: string): void {
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: string | Uint8Array) => {
      try {
        mkdirSync(path.dirname(file), { recursive: true });
        appendFileSync(file, text);
      } catch {
        // The run's own files are on that disk: it says what is wrong with it.
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
