import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { checkpointName, highestAttempt, isSuperseded, resultName } from '../attempts/attempts.ts';
import { type BegunAttempt, beginAttempt, resumeName } from '../attempts/begin.ts';
import { type AttemptEnd, writeEvent } from '../attempts/events.ts';
import { discard, publish, tidyPublished } from '../attempts/publish.ts';
import { beatName } from '../beat/readBeat.ts';
import { type Beat, startBeat } from '../beat/startBeat.ts';
import type { LoadedPlugins } from '../plugins/loadPlugins.ts';
import { failureOf } from './failure.ts';
import { jsonFile } from './jsonFile.ts';
import type { Message, TrainJob } from './messages.ts';
import { parseResult } from './result.ts';
import { trainInFolder } from './trainInFolder.ts';

/** What an attempt needs besides its job. */
interface Setting {
  readonly plugins: () => Promise<LoadedPlugins>;
  /** Called between steps; a run that is stopped saves first. */
  readonly stopped: () => boolean;
  /** Whether it goes on although data or plugins changed since its checkpoint. */
  readonly anyway: boolean;
}

/**
 * Trains a run in an attempt of its own, from the newest checkpoint of earlier ones. A checkpoint
 * is written after every epoch and, within an epoch, after some seconds. Everything that the
 * attempt tells is in its folder. An attempt that a higher one has superseded ends at its next
 * checkpoint without writing it.
 */
export async function trainRun(job: TrainJob, setting: Setting): Promise<AttemptEnd> {
  const known = await knownEnd(job.folder);
  if (known) return known;
  const attempt = await beginAttempt(job.folder);
  const beat = startBeat(attempt.folder);
  const end = await trainAttempt(job, attempt, { ...setting, beat }).catch(
    (error: unknown): AttemptEnd => ({ how: 'failed', ...failureOf(error) }),
  );
  await beat.stop();
  if (end.how === 'superseded') await discard(attempt);
  tellEnd(attempt, end);
  await rm(path.join(attempt.folder, beatName), { force: true });
  return end;
}

async function trainAttempt(
  job: TrainJob,
  attempt: BegunAttempt,
  { plugins, stopped, anyway, beat }: Setting & { readonly beat: Beat },
): Promise<AttemptEnd> {
  // Another attempt may have published before this one was claimed.
  if (await knownEnd(job.folder)) return { how: 'superseded' };
  const { folder, from } = attempt;
  const end = await trainInFolder(
    { ...job, folder },
    {
      plugins: await plugins(),
      ...(from !== undefined && {
        resume: { file: path.join(folder, resumeName), name: path.join(from, checkpointName) },
      }),
      say: (message) => tell(message, folder, beat),
      interrupted: stopped,
      anyway,
      superseded: () => isSuperseded(attempt),
    },
  );
  if (end === 'interrupted') return { how: 'stopped' };
  if (end === 'superseded' || highestAttempt(job.folder) !== attempt.number)
    return { how: 'superseded' };
  const own = path.join(folder, checkpointName);
  // Nothing was left to do, or it diverged before its first checkpoint.
  if (from !== undefined && !existsSync(own)) await rename(path.join(folder, resumeName), own);
  await publish(attempt, jsonFile(end));
  return { how: end.status };
}

function tell(message: Message, folder: string, beat: Beat): void {
  if (message.type === 'engine' || message.type === 'started') writeEvent(folder, message);
  if (message.type !== 'progress') return;
  const { type: _type, ...progress } = message;
  beat.tell(progress);
}

/** Writes the last event. On a full disk it may fail; then the exit code alone says why. */
function tellEnd({ folder }: BegunAttempt, end: AttemptEnd): void {
  try {
    if (existsSync(folder)) writeEvent(folder, { type: 'ended', ...end });
  } catch (error) {
    if (end.how !== 'failed') throw error;
  }
}

/** How a run has ended, if it has a result. Its files may still have to be moved. */
async function knownEnd(folder: string): Promise<AttemptEnd | undefined> {
  const file = path.join(folder, resultName);
  if (!existsSync(file)) return undefined;
  const { status } = parseResult(await readFile(file, 'utf8'));
  await tidyPublished(folder);
  return { how: status };
}
