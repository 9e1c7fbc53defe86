import path from 'node:path';
import type { AttemptEnd } from '../attempts/events.ts';
import { exitCodes } from '../exitCodes.ts';
import { loadPlugins } from '../plugins/loadPlugins.ts';
import { failureOf } from './failure.ts';
import { readJob } from './jobFile.ts';
import { trainRun } from './trainRun.ts';

/** How a run is trained in this process. */
export interface WorkOptions {
  /**
   * Save and end when the standard input of this process ends, as it does when the process that
   * started it is gone. Ctrl-C is then left to that process. Default false.
   */
  readonly untilStdinEnds?: boolean;
  /**
   * Go on although data or plugins changed since the checkpoint from which the run resumes. Default
   * false: such a run is refused.
   */
  readonly anyway?: boolean;
}

/**
 * Trains the run in a folder from its `job.json` alone, in this process, and returns the exit code.
 * SIGTERM lets it save and end. It prints why a run has no result.
 */
export async function workIn(folder: string, options: WorkOptions = {}): Promise<number> {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const stop = onStop(options);
  let end: AttemptEnd;
  try {
    const job = await readJob(path.resolve(folder));
    end = await trainRun(job, {
      plugins: () => loadPlugins(job.plugins, job.cwd),
      stopped: stop.wanted,
      anyway: options.anyway === true,
    });
  } catch (error) {
    end = { how: 'failed', ...failureOf(error) };
  } finally {
    stop.close();
  }
  if (end.how === 'failed') process.stderr.write(`${end.message}\n`);
  return codeOf(end);
}

function codeOf(end: AttemptEnd): number {
  switch (end.how) {
    case 'finished':
      return exitCodes.finished;
    case 'diverged':
      return exitCodes.diverged;
    case 'failed':
      return end.kind === 'disk'
        ? exitCodes.diskFull
        : end.kind === 'input'
          ? exitCodes.badInput
          : exitCodes.failed;
    default:
      return exitCodes.stoppedOrSuperseded;
  }
}

/** Hears what asks this process to save and end. */
function onStop({ untilStdinEnds = false }: WorkOptions) {
  let wanted = false;
  const stop = () => {
    wanted = true;
  };
  const ignore = () => {};
  const onInterrupt = untilStdinEnds ? ignore : stop;
  process.on('SIGTERM', stop).on('SIGINT', onInterrupt);
  if (untilStdinEnds) process.stdin.on('end', stop).on('error', stop).resume();
  return {
    wanted: () => wanted,
    close: () => {
      process.off('SIGTERM', stop).off('SIGINT', onInterrupt);
      if (untilStdinEnds) process.stdin.off('end', stop).off('error', stop).destroy();
    },
  };
}
