import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { InputError } from '@codistill/core';
import { workerDied, workerNotBuilt } from '../errors.ts';
import type { ViewJob } from './job.ts';
import type { FromWorker, ThreadError } from './messages.ts';

/** A running worker thread. */
export interface ViewThread {
  ask(step: number): void;
  close(): Promise<void>;
}

/**
 * The worker's code: beside this file once built; this package's `dist` where it runs from its
 * sources, which Node cannot run.
 */
export function builtWorker(): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(fromSource ? '../../dist/viewWorker.js' : './viewWorker.js', import.meta.url);
}

/** An error that came from another thread, of the kind it had there. */
export function rethrown({ message, stack, input }: ThreadError): Error {
  const error = input ? new InputError(message) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/**
 * Starts a worker and waits until it can begin. `hear` gets what it says afterwards; `died` is
 * called once where it ends by itself.
 * @throws where its code is not built, or where a plugin's module cannot be imported in it.
 */
export async function startWorker(
  job: ViewJob,
  code: URL,
  hear: (message: FromWorker) => void,
  died: (error: Error) => void,
): Promise<ViewThread> {
  if (!existsSync(code)) throw workerNotBuilt(fileURLToPath(code));
  const worker = new Worker(code, { workerData: job, name: 'codistill-views' });
  let closing = false;
  const close = async () => {
    closing = true;
    await worker.terminate();
  };
  return new Promise((resolve, reject) => {
    const end = (error: Error) => {
      reject(error);
      if (!closing) died(error);
    };
    worker.on('error', (error) =>
      end(workerDied(error instanceof Error ? error.message : String(error))),
    );
    worker.on('exit', (status) => end(workerDied(`it exited with ${status}.`)));
    worker.on('message', (message: FromWorker) => {
      if (!('ready' in message)) hear(message);
      else if (message.ready) resolve({ ask: (step) => worker.postMessage(step), close });
      else {
        reject(rethrown(message.error));
        void close();
      }
    });
  });
}
