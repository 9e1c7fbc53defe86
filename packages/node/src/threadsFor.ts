import os from 'node:os';

/**
 * The engine's threads for experiments with a given number of networks. Networks run in parallel
 * with one thread each; the remaining threads work within operations.
 */
export const threadsFor = (
  networks: number,
  threads: number = os.availableParallelism(),
): { readonly intra: number; readonly inter: number } => ({
  intra: Math.max(1, Math.floor(threads / networks)),
  inter: threads,
});
