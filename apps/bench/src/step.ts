import { removeCaches, type Started, startCold } from './coldStart.ts';
import { offers } from './models.ts';
import { type Engine, pythonFor } from './peers.ts';
import type { Workload } from './workload.ts';
import { wordsOf } from './workloads.ts';

/** Times of one engine on one workload. */
export interface StepTimes extends Workload {
  readonly engine: Engine;
  readonly medianMs: number;
  readonly minMs: number;
  /** Milliseconds of the first step of a start that finds no compiled code. */
  readonly coldFirstMs: number;
  /**
   * The same for a start that finds the code of an earlier one; only for engines that keep it on
   * disk.
   */
  readonly warmFirstMs?: number;
  readonly peakMegabytes: number;
  readonly version: string;
  readonly runs: readonly number[];
}

/**
 * Times every engine on every workload. All engines start first, then each runs one step in turn,
 * `steps` times after `warmUp`. So a disturbance of the machine affects all of them.
 */
export async function benchStep(
  workloads: readonly Workload[],
  wanted: readonly Engine[],
  { steps, warmUp }: { readonly steps: number; readonly warmUp: number },
  say: (line: string) => void,
): Promise<StepTimes[]> {
  const python = await pythonFor(wanted, say);
  const all: StepTimes[] = [];
  for (const workload of workloads) {
    say(`${wordsOf(workload)}, ${workload.precision}`);
    const able = wanted.filter((engine) => offers(engine, workload.model));
    for (const engine of wanted)
      if (!able.includes(engine)) say(`  ${engine}: has no ${workload.model}, so it is left out`);
    const started: Started[] = [];
    try {
      for (const engine of able) started.push(await startCold(engine, workload, python));
      const times = started.map((): number[] => []);
      for (let round = 0; round < warmUp + steps; round++) {
        for (const [i, { peer }] of started.entries()) {
          const ms = await peer.step();
          if (round >= warmUp) times[i]!.push(ms);
        }
      }
      for (const [i, { peer, coldFirstMs, warmFirstMs }] of started.entries()) {
        const runs = times[i]!;
        all.push({
          engine: able[i]!,
          ...workload,
          medianMs: median(runs),
          minMs: Math.min(...runs),
          coldFirstMs,
          ...(warmFirstMs !== undefined && { warmFirstMs }),
          peakMegabytes: await peer.peakMegabytes(),
          version: peer.version,
          runs,
        });
        say(
          `  ${peer.engine}: median ${median(runs).toFixed(1)} ms, minimum ${Math.min(...runs).toFixed(1)} ms, first step ${firstStep({ coldFirstMs, ...(warmFirstMs !== undefined && { warmFirstMs }) })} s`,
        );
      }
    } finally {
      for (const { peer } of started) peer.stop();
      await removeCaches();
    }
  }
  return all;
}

/** '1.0', or '38.1 (cached 2.2)' if the code of an earlier start makes a difference; in seconds. */
export const firstStep = ({
  coldFirstMs,
  warmFirstMs,
}: Pick<StepTimes, 'coldFirstMs' | 'warmFirstMs'>): string =>
  `${(coldFirstMs / 1000).toFixed(1)}${warmFirstMs === undefined ? '' : ` (cached ${(warmFirstMs / 1000).toFixed(1)})`}`;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
