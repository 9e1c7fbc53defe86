import { fork } from 'node:child_process';
import { builtFile, fromSource } from './builtFile.ts';
import { howEnded, lastWords } from './processEnd.ts';
import type { CheckJob, EvaluateJob, Message } from './run/messages.ts';

/** How the process of a check or an evaluation ended. */
export type Ending =
  | Extract<Message, { readonly type: 'done' | 'failed' }>
  | { readonly type: 'died'; readonly how: string; readonly output: string };

/** A running process. */
export interface Working {
  readonly ended: Promise<Ending>;
  kill(): void;
}

/**
 * Starts a process for a job and passes its messages to `hear` until it ends. A process that ends
 * without a final message has died.
 * @throws Error if the worker is not built.
 */
export function spawnWorker(
  job: CheckJob | EvaluateJob,
  hear: (message: Message) => void,
): Working {
  const child = fork(builtFile('worker'), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    // The built worker resolves other packages as it does for users.
    ...(fromSource && { execArgv: [] }),
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env },
  });
  const output = lastWords(child);
  child.stdout?.resume();
  let last: Ending | undefined;
  child.on('message', (message: Message) => {
    if (message.type === 'done' || message.type === 'failed') last = message;
    else hear(message);
  });
  const ended = new Promise<Ending>((resolve) => {
    const died = (how: string) => resolve(last ?? { type: 'died', how, output: output() });
    child.on('error', (error) => died(error.message));
    child.on('close', (code, signal) => died(howEnded(code, signal)));
  });
  child.send(job);
  return { ended, kill: () => child.kill('SIGKILL') };
}
