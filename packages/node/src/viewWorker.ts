// A worker thread that makes views. It receives one message for each requested step.
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '@codistill/core';
import type { ViewJob } from './views/job.ts';
import type { FromWorker, ThreadError } from './views/messages.ts';
import { buffersOf, rebuildViews } from './views/rebuild.ts';

const port = parentPort!;
const say = (message: FromWorker, transfer: ArrayBuffer[] = []) =>
  port.postMessage(message, transfer);
const told = (error: unknown): ThreadError => ({
  message: error instanceof Error ? error.message : String(error),
  stack: error instanceof Error ? error.stack : undefined,
  input: error instanceof InputError,
});

try {
  const make = await rebuildViews(workerData as ViewJob);
  // Steps are processed one after another, so that memory is limited to one step.
  let last: Promise<void> = Promise.resolve();
  port.on('message', (step: number) => {
    last = last.then(async () => {
      try {
        const views = await make(step);
        say({ step, views }, buffersOf(views));
      } catch (error) {
        say({ step, error: told(error) });
      }
    });
  });
  say({ ready: true });
} catch (error) {
  say({ ready: false, error: told(error) });
}
