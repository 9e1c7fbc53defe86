import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Claim, claimNext, claimsIn } from '../claim.ts';

// A run is trained in attempts. An attempt has a folder of its own, attempts/N in the run's folder,
// and never shares a file with another: so two copies of a run, of which one was believed dead, may
// compute twice, but never mix. Only the highest attempt goes on.

/** An attempt to train a run. */
export interface Attempt extends Claim {
  /** The folder of the run. */
  readonly run: string;
}

export const checkpointName = 'checkpoint.safetensors';
export const resultName = 'result.json';
/**
 * What grows as an attempt trains. The next attempt copies it, and cuts it back to the checkpoint.
 */
export const grownNames = ['metrics.jsonl', 'timing.jsonl', 'observers', 'predictions'];
const attemptsFolder = (run: string) => path.join(run, 'attempts');

/** The attempts of a run, in ascending order. */
export const attemptsOf = (run: string): readonly Attempt[] =>
  claimsIn(attemptsFolder(run)).map((claim) => ({ run, ...claim }));

/** The number of the highest attempt; 0 if there is none. */
export const highestAttempt = (run: string): number => attemptsOf(run).at(-1)?.number ?? 0;

/** Makes the folder of the next attempt. */
export const claimAttempt = async (run: string): Promise<Attempt> => ({
  run,
  ...(await claimNext(attemptsFolder(run))),
});

/** Whether a higher attempt exists, or the run has a result, so that this one must not go on. */
export const isSuperseded = ({ run, number }: Attempt): boolean =>
  highestAttempt(run) !== number || existsSync(path.join(run, resultName));

/**
 * The folder with the newest checkpoint of a run that has no result, of attempts below `number`;
 * undefined if there is none. Version 0.1.0 knew no attempts and wrote into the run's folder.
 */
export function newestCheckpoint(
  run: string,
  number = Number.POSITIVE_INFINITY,
): string | undefined {
  const below = attemptsOf(run).filter((attempt) => attempt.number < number);
  return [run, ...below.map(({ folder }) => folder)].findLast((folder) =>
    existsSync(path.join(folder, checkpointName)),
  );
}
