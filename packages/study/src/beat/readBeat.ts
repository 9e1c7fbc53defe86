import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Metric } from '@codistill/core';
import { knownJson } from '../knownJson.ts';

export const beatName = 'beat';
/** The time between two beats. */
export const beatMilliseconds = 500;
/** How long a beat is watched before its process is believed dead. */
const watchMilliseconds = 6 * beatMilliseconds;

/** How far a run is, beside its beat. */
export interface Progress {
  readonly step: number;
  readonly megabytes: number;
  /** The main metric of the validation split, averaged over the networks, after the last epoch. */
  readonly value?: number;
  /** The main metric; default the accuracy. */
  readonly metric?: Metric;
  /** The edge between networks with the highest mean weight, and that weight. */
  readonly teaches?: readonly [edge: string, weight: number];
}

/** The content of the file `beat`. A run that has not trained yet has no progress. */
export interface ReadBeat extends Partial<Progress> {
  readonly beat: number;
}

/** The last beat in a folder; undefined if there is none yet. */
export const readBeat = (folder: string): ReadBeat | undefined =>
  knownJson(path.join(folder, beatName));

/**
 * The folders whose beat goes on. All are watched together for some seconds by this process's own
 * clock, or shorter if all go on. A folder without a beat is believed to be starting, and watched
 * too.
 */
export async function beatingIn(folders: readonly string[]): Promise<readonly string[]> {
  const first = new Map(folders.map((folder) => [folder, readBeat(folder)?.beat]));
  const alive = new Set<string>();
  for (let waited = 0; waited < watchMilliseconds && alive.size < first.size; waited += 100) {
    await new Promise((done) => setTimeout(done, 100));
    for (const [folder, beat] of first)
      if (existsSync(folder) && readBeat(folder)?.beat !== beat) alive.add(folder);
  }
  return [...alive];
}
