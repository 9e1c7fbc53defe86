import type { PeerProcess } from './peerProcess.ts';
import { type Engine, pythonFor, startEngine } from './peers.ts';
import type { Workload } from './workload.ts';

/** Times of one engine on one workload. */
export interface StepTimes {
  readonly engine: Engine;
  readonly model: string;
  readonly peers: number;
  readonly batch: number;
  readonly precision: Workload['precision'];
  readonly medianMs: number;
  readonly minMs: number;
  readonly firstMs: number;
  readonly peakMegabytes: number;
  readonly version: string;
  readonly runs: readonly number[];
}

/**
 * Times every engine on every workload: all started first, then one step each in turn, `steps`
 * times after `warmUp`, so that what disturbs one disturbs all.
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
    say(
      `resnet${workload.depth} x ${workload.peers}, batch ${workload.batch}, ${workload.precision}`,
    );
    const peers: PeerProcess[] = [];
    try {
      for (const engine of wanted) peers.push(await startEngine(engine, workload, python));
      const times = peers.map((): number[] => []);
      for (let round = 0; round < warmUp + steps; round++) {
        for (const [i, peer] of peers.entries()) {
          const ms = await peer.step();
          if (round >= warmUp) times[i]!.push(ms);
        }
      }
      for (const [i, peer] of peers.entries()) {
        const runs = times[i]!;
        all.push({
          engine: wanted[i]!,
          model: `resnet${workload.depth}`,
          peers: workload.peers,
          batch: workload.batch,
          precision: workload.precision,
          medianMs: median(runs),
          minMs: Math.min(...runs),
          firstMs: peer.firstMs,
          peakMegabytes: await peer.peakMegabytes(),
          version: peer.version,
          runs,
        });
        say(
          `  ${peer.engine}: median ${median(runs).toFixed(1)} ms, minimum ${Math.min(...runs).toFixed(1)} ms, first step ${(peer.firstMs / 1000).toFixed(1)} s`,
        );
      }
    } finally {
      for (const peer of peers) peer.stop();
    }
  }
  return all;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
