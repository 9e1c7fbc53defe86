import { loadRegistry } from './plugins/loadPlugins.ts';
import { checkRuns } from './run/checkRuns.ts';
import { evaluateRun } from './run/evaluateRun.ts';
import { failureOf } from './run/failure.ts';
import type { CheckJob, EvaluateJob, Message } from './run/messages.ts';

// The separate process of a check or an evaluation, because an engine's thread count is fixed when
// it is loaded. The app sends a job, receives messages, and may end the process.

const say = (message: Message) => {
  if (process.connected) process.send!(message);
};

async function work(job: CheckJob | EvaluateJob): Promise<void> {
  const registry = await loadRegistry(job.plugins, job.cwd);
  if (job.kind === 'check') await checkRuns(job, registry, say);
  else await evaluateRun(job, registry, say);
  say({ type: 'done' });
}

// Ctrl-C reaches the whole process group. The app decides what happens.
process.on('SIGINT', () => {});
// Nothing needs to be saved when the app has ended.
const leave = () => process.exit();
process.on('disconnect', leave);
process.on('message', (job: CheckJob | EvaluateJob) => {
  work(job)
    .catch((error: unknown) => say({ type: 'failed', ...failureOf(error) }))
    .finally(() => {
      // Messages that were sent are delivered before the channel closes.
      process.off('disconnect', leave);
      if (process.connected) process.disconnect();
      setTimeout(leave, 2000).unref();
    });
});
