import os from 'node:os';

/**
 * The engine's threads for experiments of so many networks: they run side by side, one thread each;
 * what is left over goes into their operations.
 */
export const threadsFor = (
  networks: number,
  threads: number = os.availableParallelism(),
): { readonly intra: number; readonly inter: number } => ({
  intra: Math.max(1, Math.floor(threads / networks)),
  inter: threads,
});
