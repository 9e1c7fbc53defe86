import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { folderFiles } from '@codistill/node';
import { twoResults } from '../errors.ts';
import {
  type Attempt,
  attemptsOf,
  checkpointName,
  grownNames,
  highestAttempt,
  resultName,
} from './attempts.ts';
import { resumeName } from './begin.ts';
import { publishedAttempt } from './files.ts';

/** The files of an attempt that become the run's. */
const published = [...grownNames, 'environment.json', checkpointName];

/**
 * Makes the result of an attempt the result of its run, and its files the files of the run. The
 * result is linked into place, which succeeds once. Another attempt's equal result is as good.
 * @throws Error if the run has an unequal result.
 */
export async function publish({ run, folder }: Attempt, result: Uint8Array): Promise<void> {
  await folderFiles(folder).write(resultName, result);
  const [mine, place] = [path.join(folder, resultName), path.join(run, resultName)];
  if (!(await linkOnce(mine, place)) && !(await readFile(place)).equals(result))
    throw twoResults(mine, place);
  await folderFiles(run).sync(resultName);
  await tidyPublished(run);
}

/**
 * Moves the files of the published attempt into the folder of its run and removes what attempts
 * left. A process that died within it left the rest to the next, and two may do it at once.
 */
export async function tidyPublished(run: string): Promise<void> {
  if (!existsSync(path.join(run, resultName))) return;
  const folder = publishedAttempt(run);
  if (folder !== undefined) {
    for (const name of published) await move(path.join(folder, name), path.join(run, name));
    for (const name of [resumeName, resultName]) await rm(path.join(folder, name), { force: true });
  }
  // The highest number stays taken.
  for (const { folder: lower } of attemptsOf(run).slice(0, -1))
    await rm(lower, { recursive: true, force: true });
}

/**
 * Removes what a superseded attempt has written, except who made it and what happened. If the run
 * has a result, all of it goes, unless its number is the highest.
 */
export async function discard({ run, number, folder }: Attempt): Promise<void> {
  if (existsSync(path.join(run, resultName)) && highestAttempt(run) !== number)
    return rm(folder, { recursive: true, force: true });
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one !== 'owner.json' && one !== 'events.jsonl'))
    await rm(path.join(folder, name), { recursive: true, force: true });
}

/**
 * Moves a file over another, or the files of a folder over those of another. What is missing has
 * been moved by another process.
 */
async function move(from: string, to: string): Promise<void> {
  try {
    if (!(await stat(from)).isDirectory()) {
      await rename(from, to);
      // A rename leaves both names if they are of the same bytes.
      return await rm(from, { force: true });
    }
    await mkdir(to, { recursive: true });
    for (const name of await readdir(from)) await move(path.join(from, name), path.join(to, name));
    await rm(from, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Makes `place` the file `made`, unless it exists. */
async function linkOnce(made: string, place: string): Promise<boolean> {
  try {
    await link(made, place);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    // This disk does not support hard links.
    return await writeFile(place, await readFile(made), { flag: 'wx' }).then(
      () => true,
      (other: NodeJS.ErrnoException) => (other.code === 'EEXIST' ? false : Promise.reject(other)),
    );
  }
}
