import { existsSync } from 'node:fs';
import path from 'node:path';
import { Diverged, type Report } from '@codistill/core';
import { decodeCheckpoint } from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import { cutLog, syncFile } from './metricsLog.ts';
import { readBytes } from './readBytes.ts';

/** The checkpoint file in a run's folder. */
export const checkpointFile = (folder: string): string =>
  path.join(folder, 'checkpoint.safetensors');
export const logFile = (folder: string): string => path.join(folder, 'metrics.jsonl');

/** Saves the state of a run from the reports of its training. */
export interface Saver {
  /** Counts a report, for the timing between checkpoints. */
  count(report: Report): void;
  /** Writes a checkpoint, except within an epoch when the weights are not finite. */
  save(report: Report): Promise<void>;
  /** Seconds since the last checkpoint. */
  seconds(): number;
}

export function saverIn(folder: string): Saver {
  const files = folderFiles(folder);
  const timer = stopwatch(files);
  let last = performance.now();
  return {
    count: timer.count,
    async save(report) {
      const bytes = await stateAt(report);
      if (!bytes) return;
      await syncFile(logFile(folder));
      await files.write('checkpoint.safetensors', bytes);
      await timer.write(report.moment.epoch);
      last = performance.now();
    },
    seconds: () => (performance.now() - last) / 1000,
  };
}

/**
 * The checkpoint of a report; undefined within an epoch when the weights are not finite. The next
 * loss or the end of the epoch then reports that the run diverged. So the message does not depend
 * on when a checkpoint was due.
 */
async function stateAt(report: Report): Promise<Uint8Array | undefined> {
  try {
    return await report.checkpoint();
  } catch (error) {
    if (report.kind === 'step' && error instanceof Diverged) return undefined;
    throw error;
  }
}

/**
 * The checkpoint from which to resume, after the metrics are truncated to it; undefined to start
 * anew.
 */
export async function readCheckpoint(folder: string): Promise<Uint8Array | undefined> {
  const [file, log] = [checkpointFile(folder), logFile(folder)];
  if (!existsSync(file)) {
    await cutLog(log, 0);
    return undefined;
  }
  const bytes = await readBytes(file);
  const { observers } = decodeCheckpoint(bytes, file);
  // Without these lines, the run would resume with a gap in its log.
  if (await cutLog(log, Number.parseInt(observers[0] ?? '0', 10))) return bytes;
  await cutLog(log, 0);
  return undefined;
}

/**
 * Appends seconds and steps between checkpoints to timing.jsonl. It does not count what a kill
 * lost.
 */
function stopwatch(files: ReturnType<typeof folderFiles>) {
  let since = performance.now();
  let steps = 0;
  return {
    count: ({ kind }: Report) => {
      if (kind === 'step') steps++;
    },
    write: async (epoch: number) => {
      const now = performance.now();
      const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
      await files.append(
        'timing.jsonl',
        `${JSON.stringify({ epoch, steps, seconds: Math.round(now - since) / 1000, megabytes })}\n`,
      );
      since = now;
      steps = 0;
    },
  };
}
