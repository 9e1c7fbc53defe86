// A worker thread that makes views and batches of evaluations. It receives one message for each.
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '@codistill/core';
import { isPixelArray, takePixels } from '@codistill/core/engine';
import type { ViewJob } from './views/job.ts';
import type { FromWorker, ThreadError, ToWorker, UsedPixels } from './views/messages.ts';
import { buffersOf, pixelsOf, rebuildViews } from './views/rebuild.ts';

const port = parentPort!;
const say = (message: FromWorker, transfer: ArrayBuffer[] = []) =>
  port.postMessage(message, transfer);
const told = (error: unknown): ThreadError => ({
  message: error instanceof Error ? error.message : String(error),
  stack: error instanceof Error ? error.stack : undefined,
  input: error instanceof InputError,
});

try {
  const maker = await rebuildViews(workerData as ViewJob);
  const waiting: ToWorker[] = [];
  let busy = false;
  // Requests are answered one after another, so that memory is limited to one. Views come first.
  const work = async () => {
    busy = true;
    for (;;) {
      const views = waiting.findIndex((request) => 'step' in request);
      const [request] = waiting.splice(Math.max(0, views), 1);
      if (!request) break;
      try {
        const made =
          'step' in request ? await maker.views(request.step) : await maker.evaluate(request.part);
        const refillable = pixelsOf(made).filter(isPixelArray);
        say({ id: request.id, made, refillable }, buffersOf(made));
      } catch (error) {
        say({ id: request.id, error: told(error) });
      }
    }
    busy = false;
  };
  port.on('message', (request: ToWorker | UsedPixels) => {
    if ('used' in request) {
      request.used.forEach(takePixels);
      return;
    }
    waiting.push(request);
    if (!busy) void work();
  });
  say({ ready: true });
} catch (error) {
  say({ ready: false, error: told(error) });
}
