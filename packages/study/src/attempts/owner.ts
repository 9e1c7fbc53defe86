import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { knownJson } from '../knownJson.ts';
import { attemptsOf } from './attempts.ts';

/** The process that made a claim, for messages alone: it decides nothing. */
export interface Owner {
  readonly process: number;
  readonly host: string;
}

/** Stores with a claim that this process made it. */
export const writeOwner = (folder: string): void =>
  writeFileSync(
    path.join(folder, 'owner.json'),
    `${JSON.stringify({ process: process.pid, host: os.hostname() } satisfies Owner)}\n`,
  );

/** 'process 17 on alpha'; 'another process' if it died before it said so. */
export function ownerOf(folder: string): string {
  const owner = knownJson<Owner>(path.join(folder, 'owner.json'));
  return owner ? `process ${owner.process} on ${owner.host}` : 'another process';
}

/** The machine of the highest attempt of a run; undefined if there is none. */
export function hostOf(run: string): string | undefined {
  const highest = attemptsOf(run).at(-1);
  return highest && knownJson<Owner>(path.join(highest.folder, 'owner.json'))?.host;
}
