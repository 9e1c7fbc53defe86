import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { attemptsOf, checkpointName, newestCheckpoint, resultName } from './attempts.ts';

/**
 * A file of a run, such as 'metrics.jsonl'. If the run has a result, its files are in its own
 * folder. Before, they are in the highest attempt that has a checkpoint, or in the highest attempt
 * if none has. The file need not exist.
 */
export function runFile(run: string, name: string): string {
  const own = path.join(run, name);
  if (existsSync(path.join(run, resultName))) {
    // A process that died while it moved its files left the rest in its attempt.
    const left = existsSync(own) ? undefined : publishedAttempt(run);
    return left === undefined ? own : path.join(left, name);
  }
  return path.join(newestCheckpoint(run) ?? attemptsOf(run).at(-1)?.folder ?? run, name);
}

/** The folder of the attempt whose result is that of its run, until its files were moved. */
export function publishedAttempt(run: string): string | undefined {
  const result = readFileSync(path.join(run, resultName));
  return attemptsOf(run).findLast(({ folder }) => {
    try {
      return readFileSync(path.join(folder, resultName)).equals(result);
    } catch {
      // It has none, or another process has just moved its files.
      return false;
    }
  })?.folder;
}

/** Whether a run has a result or a checkpoint. */
export const hasBegun = (run: string): boolean =>
  existsSync(path.join(run, resultName)) || newestCheckpoint(run) !== undefined;

/**
 * The checkpoint file that a path means: the file itself, or the newest checkpoint of the run in
 * that folder. `RUN/checkpoint.safetensors` means the newest one, also before the run has ended.
 */
export function checkpointAt(place: string): string {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found?.isDirectory()) return runFile(place, checkpointName);
  const isOfRun = !found && path.basename(place) === checkpointName;
  return isOfRun ? runFile(path.dirname(place), checkpointName) : place;
}
