import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Handle, Launcher } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { highestAttempt } from '../attempts/attempts.ts';
import { builtFile } from '../builtFile.ts';
import { claimNext, claimsIn } from '../claim.ts';
import { knownJson } from '../knownJson.ts';
import { jsonFile } from '../run/jsonFile.ts';

// A run is started by a launch, which has a folder, launches/N in the run's folder. Its key is
// written there before the launcher is asked to start the job. So an app that dies at any moment
// finds its job again: by the handle, or by the key.

/** A start of a run, as its folder keeps it. */
export interface Launch {
  readonly key: string;
  /** The name of the launcher that was asked. */
  readonly launcher: string;
  /** The highest attempt before it. The attempts of this launch are higher. */
  readonly after: number;
  readonly handle: Handle;
  /** Whether its job waits for others. */
  readonly waits?: boolean;
}

const launchesFolder = (run: string) => path.join(run, 'launches');

/**
 * Starts a run, whose job.json is written, when the jobs in `after` have succeeded. With `anyway`,
 * it goes on although data or plugins changed since its checkpoint.
 */
export async function startLaunch(
  run: string,
  name: string,
  launcher: Launcher,
  { anyway, after = [] }: { readonly anyway: boolean; readonly after?: readonly Handle[] },
): Promise<Launch> {
  const code = fileURLToPath(builtFile('work'));
  const { folder, number } = await claimNext(launchesFolder(run));
  const files = folderFiles(folder);
  const key =
    `${path.basename(path.dirname(run))}-${path.basename(run)}-${number}-${randomUUID()}`.replace(
      /[^\w.-]+/g,
      '-',
    );
  const noted = {
    key,
    launcher: name,
    after: highestAttempt(run),
    ...(after.length > 0 && { waits: true }),
  };
  await files.write('key.json', jsonFile(noted));
  const handle = await launcher.start({
    folder: run,
    key,
    command: [process.execPath, code, run, ...(anyway ? ['--anyway'] : [])],
    ...(after.length > 0 && { after }),
  });
  await files.write('handle.json', jsonFile(handle));
  return { ...noted, handle };
}

/**
 * The last launch of a run by a launcher, if its job may still work: an earlier app may have died
 * before the run ended.
 */
export async function lastLaunch(
  run: string,
  name: string,
  launcher: Launcher,
): Promise<Launch | undefined> {
  const last = claimsIn(launchesFolder(run)).at(-1);
  if (!last) return undefined;
  const { folder } = last;
  const noted = knownJson<Omit<Launch, 'handle'>>(path.join(folder, 'key.json'));
  if (noted?.launcher !== name) return undefined;
  const handle =
    knownJson<Handle>(path.join(folder, 'handle.json')) ?? (await launcher.find(noted.key));
  if (!handle) return undefined;
  const [found] = await launcher.states([handle]);
  return found && ['waiting', 'running', 'unreachable'].includes(found.state)
    ? { ...noted, handle }
    : undefined;
}

/** Forgets the launches of a run that has a result. */
export const forgetLaunches = (run: string): Promise<void> =>
  rm(launchesFolder(run), { recursive: true, force: true });
