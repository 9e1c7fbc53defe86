import os from 'node:os';

/**
 * What a run is taken to need before one was seen, in megabytes: an engine, a small network and its
 * data.
 */
const unseenMegabytes = 500;

/**
 * How many runs go at once by the number of cores: an engine with threads of its own takes them
 * all.
 */
export function runsByCores(
  engine: { readonly name: string; readonly threads?: number },
  cores = os.availableParallelism(),
): number {
  if (engine.name !== 'tensorflow') return Math.max(1, cores);
  return engine.threads === undefined ? 1 : Math.max(1, Math.floor(cores / engine.threads));
}

/**
 * Threads that make views for each of `atOnce` runs: what cores are left over, and one at least
 * where the engine itself computes outside of the run's thread.
 */
export const viewThreads = (
  engine: string,
  atOnce: number,
  cores = os.availableParallelism(),
): number => Math.min(4, Math.max(engine === 'tensorflow' ? 1 : 0, Math.floor(cores / atOnce) - 1));

/** Megabytes that may still be used, as the system or its container says. */
export function freeMegabytes(): number {
  const available =
    (process as { availableMemory?: () => number }).availableMemory?.() ?? os.freemem();
  return available / 2 ** 20;
}

/**
 * Whether memory allows one more run: those at work may still grow to the largest that was seen.
 */
export function hasRoom(
  working: readonly number[],
  largest: number | undefined,
  free = freeMegabytes(),
): boolean {
  if (working.length === 0) return true;
  const each = 1.1 * (largest ?? unseenMegabytes);
  const growth = working.reduce((sum, megabytes) => sum + Math.max(0, each - megabytes), 0);
  return free - growth >= each;
}
