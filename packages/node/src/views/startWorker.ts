import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { InputError } from '@codistill/core';
import { workerDied, workerNotBuilt } from '../errors.ts';
import type { ViewJob } from './job.ts';
import type { Answer, FromWorker, ThreadError, ToWorker, UsedPixels } from './messages.ts';

/** A running worker thread. */
export interface ViewThread {
  ask(request: ToWorker): void;
  /** Gives the pixels of an answer back once they are used. */
  giveBack(answer: Answer): void;
  close(): Promise<void>;
}

/**
 * The URL of the worker's code. It lies next to this file after the build. If this package runs
 * from its sources, which Node cannot run, it is the file in the package's `dist`.
 */
export function builtWorker(): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(fromSource ? '../../dist/viewWorker.js' : './viewWorker.js', import.meta.url);
}

/** An error from another thread, as the same type of error. */
export function rethrown({ message, stack, input }: ThreadError): Error {
  const error = input ? new InputError(message) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/**
 * Starts a worker and waits until it is ready. `hear` receives its later messages. `died` is called
 * once if the worker ends by itself.
 * @throws if its code is not built, or if it cannot import the module of a plugin.
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
      else if (message.ready)
        resolve({
          ask: (request) => worker.postMessage(request),
          giveBack({ refillable }) {
            const used: UsedPixels = { used: refillable };
            worker.postMessage(
              used,
              refillable.map(({ buffer }) => buffer),
            );
          },
          close,
        });
      else {
        reject(rethrown(message.error));
        void close();
      }
    });
  });
}
