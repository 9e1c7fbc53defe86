import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { PeerProcess } from './peerProcess.ts';
import { type Engine, startEngine } from './peers.ts';
import type { Workload } from './workload.ts';

/**
 * A running engine whose first step was timed without and with the compiled code of an earlier
 * start.
 */
export interface Started {
  readonly peer: PeerProcess;
  /** Milliseconds of the first step if the engine finds no compiled code. */
  readonly coldFirstMs: number;
  /**
   * The same if the engine finds the compiled code of an earlier start; only for engines that keep
   * one.
   */
  readonly warmFirstMs?: number;
}

/**
 * Starts `engine` on `workload`. `torch.compile` keeps its code on disk, so its first start takes
 * many times as long as later ones. It is therefore started twice, with its own cache folder, which
 * is empty at first. The second process is returned. `removeCaches` removes the folder.
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

/** Removes the cache folders of `torch.compile`. */
export async function removeCaches(): Promise<void> {
  for (const folder of caches.splice(0)) await rm(folder, { recursive: true, force: true });
}
