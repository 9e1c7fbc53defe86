import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Registry } from '@codistill/core';
import { differingFields } from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import { anotherRun, runInUse } from '../errors.ts';
import { jsonFile } from './jsonFile.ts';
import { removeHalfWritten, takeLock } from './lock.ts';
import type { Message, TrainJob } from './messages.ts';
import { parseResult, type RunResult } from './result.ts';
import { trainInFolder } from './trainInFolder.ts';

/**
 * Trains a run in its folder, from its checkpoint if there is one, and reports progress. A
 * checkpoint is written after every epoch and, within an epoch, after some seconds. On resuming,
 * logs are truncated to the checkpoint. `stopped` is called between steps; a run that is stopped
 * saves first.
 */
export async function trainRun(
  job: TrainJob,
  registry: Registry,
  say: (message: Message) => void,
  stopped: () => boolean,
): Promise<void> {
  const { folder } = job;
  await mkdir(folder, { recursive: true });
  const lock = await lockRun(folder);
  try {
    await removeHalfWritten(folder);
    await checkExperiment(job);
    const known = await knownResult(folder);
    if (known) return say({ type: 'done', result: known });
    const result = await trainInFolder(job, registry, say, stopped);
    if (!result) return;
    await folderFiles(folder).write('result.json', jsonFile(result));
    say({ type: 'done', result });
  } finally {
    await lock.release();
  }
}

/**
 * Stores the experiment with the run. @throws InputError if the run in the folder has another one.
 */
async function checkExperiment({ folder, experiment }: TrainJob): Promise<void> {
  const file = path.join(folder, 'experiment.json');
  if (!existsSync(file)) return folderFiles(folder).write('experiment.json', jsonFile(experiment));
  const fields = differingFields(
    JSON.parse(await readFile(file, 'utf8')),
    JSON.parse(JSON.stringify(experiment)),
  );
  if (fields.length > 0) throw anotherRun(folder, fields);
}

/** Locks the folder. A run whose app was killed ends at its next step, so this waits for it. */
async function lockRun(folder: string): Promise<{ release(): Promise<void> }> {
  for (let tries = 0; ; tries++) {
    const lock = await takeLock(path.join(folder, 'lock'));
    if ('release' in lock) return lock;
    if (tries > 600) throw runInUse(folder, lock.heldBy);
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function knownResult(folder: string): Promise<RunResult | undefined> {
  const file = path.join(folder, 'result.json');
  return existsSync(file) ? parseResult(await readFile(file, 'utf8')) : undefined;
}
