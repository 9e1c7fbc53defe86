import type { Report } from '@codistill/report';
import { runFile } from '../attempts/files.ts';
import { parsedJson } from '../knownJson.ts';
import { linesOf } from '../run/metricsLog.ts';

/** Seconds of training of a run, and its peak resident set size in MB. */
export interface RunTiming {
  readonly seconds: number;
  readonly megabytes: number;
}

/** The totals of a run's timing.jsonl; empty for a run that has not started. */
export async function readTiming(folder: string): Promise<Partial<RunTiming>> {
  let timing: RunTiming | undefined;
  for await (const line of linesOf(runFile(folder, 'timing.jsonl'))) {
    const read = parsedJson<RunTiming>(line);
    if (!read) continue;
    timing = {
      seconds: (timing?.seconds ?? 0) + read.seconds,
      megabytes: Math.max(timing?.megabytes ?? 0, read.megabytes),
    };
  }
  return timing ? { ...timing, seconds: Math.round(1000 * timing.seconds) / 1000 } : {};
}

/** The content of timing.json, by method and seed. Runs that have not started are left out. */
export function timingsOf({
  methods,
  teachers,
}: Report): Readonly<Record<string, Readonly<Record<string, RunTiming>>>> {
  const timings: Record<string, Record<string, RunTiming>> = {};
  for (const { runs } of [...methods, ...teachers])
    for (const { method, seed, seconds, megabytes } of runs)
      if (seconds !== undefined && megabytes !== undefined)
        (timings[method] ??= {})[seed] = { seconds, megabytes };
  return timings;
}
