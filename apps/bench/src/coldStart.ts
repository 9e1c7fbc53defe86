import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { PeerProcess } from './peerProcess.ts';
import { type Engine, startEngine } from './peers.ts';
import type { Workload } from './workload.ts';

/** An engine at work whose first step was timed without and with what an earlier start compiled. */
export interface Started {
  readonly peer: PeerProcess;
  /** Milliseconds of the first step of a start that finds nothing compiled. */
  readonly coldFirstMs: number;
  /** The same where an earlier start left its code in a cache; of engines that keep one. */
  readonly warmFirstMs?: number;
}

/**
 * Starts `engine` on `workload`. `torch.compile` keeps its code on disk, so its first start takes
 * many times as long as those after it. It is started twice here, with a cache folder of its own
 * that is empty at first; the second process is the one that goes on. The folder is removed by
 * `removeCaches`.
 */
export async function startCold(
  engine: Engine,
  workload: Workload,
  python: string,
): Promise<Started> {
  if (engine !== 'pytorch-compile') {
    const peer = await startEngine(engine, workload, python);
    return { peer, coldFirstMs: peer.firstMs };
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'codistill-bench-compiled-'));
  caches.push(folder);
  const env = { TORCHINDUCTOR_CACHE_DIR: folder, TRITON_CACHE_DIR: path.join(folder, 'triton') };
  const cold = await startEngine(engine, workload, python, env);
  cold.stop();
  const peer = await startEngine(engine, workload, python, env);
  return { peer, coldFirstMs: cold.firstMs, warmFirstMs: peer.firstMs };
}

const caches: string[] = [];

/** Removes what `torch.compile` left on disk. */
export async function removeCaches(): Promise<void> {
  for (const folder of caches.splice(0)) await rm(folder, { recursive: true, force: true });
}
