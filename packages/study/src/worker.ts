import { isInputError } from '@codistill/core';
import { loadRegistry } from './plugins/loadPlugins.ts';
import { checkRuns } from './run/checkRuns.ts';
import { evaluateRun } from './run/evaluateRun.ts';
import type { Failure, Job, Message } from './run/messages.ts';
import { trainRun } from './run/trainRun.ts';

// The separate process of every run, because an engine's thread count is fixed when it is loaded.
// The app sends a job, receives messages, and may ask the process to stop.

let stop = false;
const say = (message: Message) => {
  if (process.connected) process.send!(message);
};

async function work(job: Job): Promise<void> {
  const registry = await loadRegistry(job.plugins, job.cwd);
  if (job.kind === 'train') await trainRun(job, registry, say, () => stop);
  else if (job.kind === 'check') await checkRuns(job, registry, say);
  else await evaluateRun(job, registry, say);
  if (job.kind !== 'train') say({ type: 'done' });
}

function failureOf(error: unknown): Message {
  const message = error instanceof Error ? error.message : String(error);
  const { code } = error as NodeJS.ErrnoException;
  const kind: Failure =
    code === 'ENOSPC' || code === 'EDQUOT' || /no space is left/.test(message)
      ? 'disk'
      : isInputError(error)
        ? 'input'
        : 'error';
  return {
    type: 'failed',
    kind,
    message: kind === 'error' && error instanceof Error ? (error.stack ?? message) : message,
  };
}

// Ctrl-C reaches the whole process group. The app decides what happens and tells this process.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {
  stop = true;
});
// The app has ended, so save and end.
process.on('disconnect', () => {
  stop = true;
});
process.on('message', (message: Job | 'stop') => {
  if (message === 'stop') stop = true;
  else
    work(message)
      .catch((error: unknown) => say(failureOf(error)))
      .finally(() => {
        // Messages that were sent are delivered before the channel closes.
        if (process.connected) process.disconnect();
        setTimeout(() => process.exit(), 2000).unref();
      });
});
