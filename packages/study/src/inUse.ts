import { existsSync, readdirSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { type Attempt, attemptsOf, resultName } from './attempts/attempts.ts';
import { endOf } from './attempts/events.ts';
import { ownerOf, writeOwner } from './attempts/owner.ts';
import { beatingIn } from './beat/readBeat.ts';
import { startBeat } from './beat/startBeat.ts';
import { type Claim, claimNumber, claimsIn } from './claim.ts';
import { folderInUse, runInUse } from './errors.ts';

// Nobody needs to know whether another process works on a study for the numbers to be right. But a
// person who starts a study twice by mistake wants to be told. A process that works lets a counter
// beat in its folder, and a newcomer watches it for some seconds by its own clock.

/** A study's folder in which this process works, as others see. */
export interface StudyClaim {
  /** Attempts of its runs in which other processes work. */
  readonly working: readonly Attempt[];
  release(): Promise<void>;
}

/**
 * Tells others that this process works on a study.
 * @throws InputError if another process does.
 */
export async function claimStudy(where: string): Promise<StudyClaim> {
  const apps = path.join(where, 'apps');
  for (;;) {
    const others = claimsIn(apps);
    const open = openAttempts(where);
    const beating = await beatingIn([...others, ...open].map(({ folder }) => folder));
    const isBeating = ({ folder }: Claim) => beating.includes(folder);
    const other = others.find(isBeating);
    if (other) throw folderInUse(where, ownerOf(other.folder));
    // The number follows those that were watched: a claim made meanwhile has it.
    const claim = await claimNumber(apps, (others.at(-1)?.number ?? 0) + 1);
    // Another process came at the same time, and is watched next.
    if (!claim) continue;
    for (const { folder } of others) await rm(folder, { recursive: true, force: true });
    const working = open.filter(isBeating);
    return { working, release: beatIn(claim, apps) };
  }
}

function beatIn({ folder }: Claim, apps: string): StudyClaim['release'] {
  writeOwner(folder);
  const beat = startBeat(folder);
  return async () => {
    await beat.stop();
    await rm(folder, { recursive: true, force: true });
    await rmdir(apps).catch(() => {});
  };
}

/** The attempts of a study's runs that may still work: they told no end. */
function openAttempts(where: string): readonly Attempt[] {
  const folders = (folder: string) =>
    existsSync(folder)
      ? readdirSync(folder, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map(({ name }) => path.join(folder, name))
      : [];
  return folders(path.join(where, 'runs')).flatMap(folders).flatMap(openAttempt);
}

/** The highest attempt of a run, if it may still work. */
function openAttempt(run: string): readonly Attempt[] {
  const highest = attemptsOf(run).at(-1);
  return highest && !existsSync(path.join(run, resultName)) && !endOf(highest.folder)
    ? [highest]
    : [];
}

/** The attempt of a run in which another process works. */
export async function workingOn(run: string): Promise<Attempt | undefined> {
  const [open] = openAttempt(run);
  return open && (await beatingIn([open.folder])).length > 0 ? open : undefined;
}

/** How long an attempt that another process works on is waited for. */
const waitMilliseconds = 120_000;

/**
 * Waits until the process of an attempt has ended. A run whose command died saves and ends at its
 * next step.
 * @throws InputError if it goes on.
 */
export async function waitForEnd({ run, folder }: Attempt): Promise<void> {
  const start = performance.now();
  for (;;) {
    if (endOf(folder) || (await beatingIn([folder])).length === 0) return;
    if (performance.now() - start > waitMilliseconds) throw runInUse(run, ownerOf(folder));
  }
}
