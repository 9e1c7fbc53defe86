import os from 'node:os';

/**
 * The assumed memory of a run before one was measured, in megabytes: an engine, a small network and
 * its data.
 */
const unseenMegabytes = 500;

/**
 * How many runs go in parallel for a number of cores, at least 1. One run takes all cores if its
 * engine has its own threads.
 */
export function runsByCores(
  engine: { readonly name: string; readonly threads?: number },
  cores = os.availableParallelism(),
): number {
  if (engine.name !== 'tensorflow') return Math.max(1, cores);
  return engine.threads === undefined ? 1 : Math.max(1, Math.floor(cores / engine.threads));
}

/**
 * The number of threads that make views for each of `atOnce` parallel runs, from 0 to 4: the cores
 * that are left over, but at least one if the engine computes outside the run's thread.
 */
export const viewThreads = (
  engine: string,
  atOnce: number,
  cores = os.availableParallelism(),
): number => Math.min(4, Math.max(engine === 'tensorflow' ? 1 : 0, Math.floor(cores / atOnce) - 1));

/** Megabytes that are still available, as the system or its container reports them. */
export function freeMegabytes(): number {
  const available =
    (process as { availableMemory?: () => number }).availableMemory?.() ?? os.freemem();
  return available / 2 ** 20;
}

/**
 * Whether memory allows one more run. Active runs may still grow to the largest size that was
 * measured. All sizes are in megabytes.
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
