import { existsSync } from 'node:fs';
import { copyFile, cp, link, mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  type Attempt,
  checkpointName,
  claimAttempt,
  grownNames,
  newestCheckpoint,
} from './attempts.ts';
import { writeOwner } from './owner.ts';

/** The checkpoint from which an attempt goes on. */
export const resumeName = 'resume.safetensors';

/** A claimed attempt. */
export interface BegunAttempt extends Attempt {
  /** The folder of the earlier attempt whose checkpoint it goes on from, if there is one. */
  readonly from?: string;
}

/**
 * Claims the next attempt of a run, which goes on from the newest checkpoint of lower attempts. It
 * gets that checkpoint first and then the logs, which may have grown meanwhile.
 */
export async function beginAttempt(run: string): Promise<BegunAttempt> {
  await mkdir(run, { recursive: true });
  const attempt = await claimAttempt(run);
  writeOwner(attempt.folder);
  const from = newestCheckpoint(run, attempt.number);
  if (from === undefined) return attempt;
  await linkOrCopy(path.join(from, checkpointName), path.join(attempt.folder, resumeName));
  for (const name of grownNames) {
    const source = path.join(from, name);
    if (existsSync(source)) await cp(source, path.join(attempt.folder, name), { recursive: true });
  }
  return { ...attempt, from };
}

/** A checkpoint is replaced as a whole and never changed, so two names may share its bytes. */
const linkOrCopy = (from: string, to: string): Promise<void> =>
  link(from, to).catch(() => copyFile(from, to));
