import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

interface Holder {
  readonly pid: number;
  /**
   * When the process started, by the kernel's clock. A later process may get the same process id.
   */
  readonly began?: string;
}

/** A folder in which only this process works. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock `file`, or returns the process that holds it. A lock whose process has ended is
 * taken over.
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

/**
 * Removes incomplete files that a killed process left in a folder which this process has locked.
 */
export async function removeHalfWritten(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (/^\..+\.tmp$|^lock\.\d+\.(new|stale)$/.test(name))
      await rm(path.join(folder, name), { force: true });
}

/** Creates `file` atomically with its content, unless it exists. */
async function create(file: string, text: string): Promise<boolean> {
  const made = `${file}.${process.pid}.new`;
  await writeFile(made, text);
  try {
    await link(made, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // This disk does not support hard links.
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
 * Removes a lock that nobody holds. If several processes try, only one can rename it. If the
 * renamed lock belongs to a new holder, it is put back.
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

/** Field 22 of /proc/PID/stat, if it exists. A zombie process does not hold a lock any more. */
async function beganOf(
  pid: number,
): Promise<{ readonly began?: string; readonly zombie?: boolean }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.length > 19 ? { began: fields[19]!, zombie: fields[0] === 'Z' } : {};
}
