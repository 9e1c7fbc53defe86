import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

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
  try {
    const text = readFileSync(path.join(folder, 'owner.json'), 'utf8');
    const { process: pid, host } = JSON.parse(text) as Owner;
    return `process ${pid} on ${host}`;
  } catch {
    return 'another process';
  }
}
