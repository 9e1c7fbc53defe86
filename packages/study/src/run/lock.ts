import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

interface Holder {
  readonly pid: number;
  /** When the process began, in the kernel's clock: a later process may get the same number. */
  readonly began?: string;
}

/** A folder that this process alone works in. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock `file`, or gives the process that holds it. A lock whose process is gone is taken
 * over.
 */
export async function takeLock(file: string): Promise<Lock | { readonly heldBy: number }> {
  await mkdir(path.dirname(file), { recursive: true });
  const mine: Holder = { pid: process.pid, ...(await beganOf(process.pid)) };
  for (;;) {
    if (await create(file, JSON.stringify(mine)))
      return { release: () => rm(file, { force: true }) };
    const holder = await holderOf(file);
    if (holder && (await isAlive(holder))) return { heldBy: holder.pid };
    await takeAway(file, holder);
  }
}

/** Removes what a killed process left half written in a folder that is now this one's alone. */
export async function removeHalfWritten(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (/^\..+\.tmp$|^lock\.\d+\.(new|stale)$/.test(name))
      await rm(path.join(folder, name), { force: true });
}

/** Makes `file` with its whole content at once, unless it is there. */
async function create(file: string, text: string): Promise<boolean> {
  const made = `${file}.${process.pid}.new`;
  await writeFile(made, text);
  try {
    await link(made, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // A disk without hard links.
    return await writeFile(file, text, { flag: 'wx' }).then(
      () => true,
      (other: NodeJS.ErrnoException) => (other.code === 'EEXIST' ? false : Promise.reject(other)),
    );
  } finally {
    await rm(made, { force: true });
  }
}

async function holderOf(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    const holder = JSON.parse(text) as Holder;
    return typeof holder.pid === 'number' ? holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes a lock that nobody holds; of several who try, one renames it. What was renamed is put
 * back if it is a new holder's.
 */
async function takeAway(file: string, stale: Holder | undefined): Promise<void> {
  const aside = `${file}.${process.pid}.stale`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const moved = await readFile(aside, 'utf8').catch(() => '');
  const isStale = stale === undefined || moved === JSON.stringify(stale);
  if (!isStale) await writeFile(file, moved, { flag: 'wx' }).catch(() => {});
  await rm(aside, { force: true });
}

async function isAlive({ pid, began }: Holder): Promise<boolean> {
  if (pid === process.pid) return (await beganOf(pid)).began === began;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = await beganOf(pid);
  if (now.zombie) return false;
  return began === undefined || now.began === undefined || now.began === began;
}

/** Field 22 of /proc/PID/stat, where there is one. A zombie holds nothing any more. */
async function beganOf(
  pid: number,
): Promise<{ readonly began?: string; readonly zombie?: boolean }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.length > 19 ? { began: fields[19]!, zombie: fields[0] === 'Z' } : {};
}
