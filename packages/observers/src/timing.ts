import type { Files, Report } from '@codistill/core';
import { cutBack } from './cutBack.ts';

/** The durations of a run, as lines of a file. */
export interface Timing {
  /** Starts the file anew, unless the run is resumed. */
  begin(files: Files | undefined, resumed: boolean): Promise<void>;
  see(report: Report): Promise<void>;
  kept(report: Report): Promise<void>;
  /** Writes what is due. */
  close(): Promise<void>;
}

/**
 * Appends a line of JSON whenever a checkpoint was kept, and after an epoch without one: `epoch`,
 * `steps` and `seconds` since the line before, and `megabytes`, the largest memory that the process
 * has used so far, where the system says it. So what a kill lost is not counted.
 *
 * A resumed run adds lines to those that are there; a new one starts the file anew.
 */
export function timing(path: string): Timing {
  let files: Files | undefined;
  let since = performance.now();
  let steps = 0;
  /** The end of an epoch after which no checkpoint was kept so far. */
  let ended: { readonly epoch: number; readonly at: number } | undefined;
  const write = async (epoch: number, at: number) => {
    const seconds = Math.round(at - since) / 1000;
    await files?.append(path, `${JSON.stringify({ epoch, steps, seconds, ...memory() })}\n`);
    since = at;
    steps = 0;
    ended = undefined;
  };
  const writeEnded = async () => {
    if (ended) await write(ended.epoch, ended.at);
  };
  return {
    async begin(given, resumed) {
      files = given;
      if (files && !resumed) await cutBack(files, path, 0);
    },
    async see({ kind, moment }) {
      await writeEnded();
      if (kind === 'step') steps++;
      else ended = { epoch: moment.epoch, at: performance.now() };
    },
    kept: ({ moment }) => write(moment.epoch, performance.now()),
    close: writeEnded,
  };
}

/** Browsers say no peak memory. */
function memory(): { readonly megabytes?: number } {
  if (typeof process === 'undefined' || !process.resourceUsage) return {};
  return { megabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
}
