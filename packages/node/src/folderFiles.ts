import type { Dirent } from 'node:fs';
import { appendFile, mkdir, open, opendir, rename, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { Entry, FileStat, Files } from '@codistill/core';
import {
  diskFull,
  fileExpected,
  folderExpected,
  missingFile,
  noPermission,
  outside,
  readOnly,
} from './errors.ts';

/**
 * The files of a folder. Paths are relative to `root`, or absolute inside it. Missing folders are
 * created. `write` is atomic, even if the machine stops: it writes and syncs a temporary file in
 * the same folder, renames it and syncs the folder.
 * @throws InputError (from the methods) naming the path, if a file is missing, the path leads out
 * of the folder, the disk is full or read-only, or access is denied.
 *
 * @example
 * ```ts
 * const files = folderFiles('runs/mine');
 * await files.write('notes.txt', new TextEncoder().encode('first run'));
 * console.log((await files.stat('notes.txt'))?.size); // 9
 * ```
 */
export function folderFiles(root: string): Files {
  const base = path.resolve(root);
  const at = (name: string) => {
    const file = path.resolve(base, name);
    if (file !== base && !file.startsWith(base.endsWith(path.sep) ? base : base + path.sep))
      throw outside(name, base);
    return file;
  };
  return {
    root: base,
    read: async (name, range) => {
      const file = at(name);
      return explained(file, 'read', () => readBytes(file, range));
    },
    stat: async (name) => {
      const file = at(name);
      return explained(file, 'read', () => kindOf(file));
    },
    entries: (folder) => entriesOf(at(folder)),
    write: async (name, bytes) => {
      const file = at(name);
      await explained(file, 'written', () => writeWhole(file, bytes));
    },
    append: async (name, content) => {
      const file = at(name);
      await explained(file, 'written', async () => {
        await mkdir(path.dirname(file), { recursive: true });
        await appendFile(file, content);
      });
    },
    sync: async (name) => {
      const file = at(name);
      await explained(file, 'written', () => syncFile(file));
    },
    truncate: async (name, size) => {
      const file = at(name);
      await explained(file, 'written', async () => {
        const found = await stat(file).catch(() => undefined);
        if (found?.isFile() && found.size > size) await truncate(file, size);
      });
    },
    claim: async (name) => {
      const folder = at(name);
      return explained(folder, 'written', () => claimFolder(folder));
    },
  };
}

/** The bytes of a regular file. Other files, such as devices, could be endless. */
async function readBytes(
  file: string,
  range?: readonly [from: number, to: number],
): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw fileExpected(file);
    if (!range) return await handle.readFile();
    const [from, to] = [range[0], Math.min(range[1], found.size)];
    const bytes = new Uint8Array(Math.max(0, to - from));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await handle.close();
  }
}

async function kindOf(file: string): Promise<FileStat | undefined> {
  try {
    const found = await stat(file);
    const kind = found.isDirectory() ? 'folder' : 'file';
    return { size: found.size, kind, modified: found.mtimeMs };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** Entries that are waited for at once: links have to be followed one by one. */
const atOnce = 64;

async function* entriesOf(folder: string): AsyncGenerator<Entry> {
  const listed = await explained(folder, 'read', () => opendir(folder, { bufferSize: 1024 }));
  let some: Promise<Entry>[] = [];
  for await (const entry of listed) {
    if (isTemporary(entry.name)) continue;
    some.push(entryOf(folder, entry));
    if (some.length < atOnce) continue;
    yield* await Promise.all(some);
    some = [];
  }
  yield* await Promise.all(some);
}

async function entryOf(folder: string, entry: Dirent): Promise<Entry> {
  const { name } = entry;
  if (!entry.isSymbolicLink())
    return { name, kind: entry.isDirectory() ? 'folder' : 'file', link: false };
  const found = await kindOf(path.join(folder, name)).catch(() => undefined);
  return { name, kind: found?.kind ?? 'file', link: true, ...(found && { stat: found }) };
}

async function claimFolder(folder: string): Promise<boolean> {
  await mkdir(path.dirname(folder), { recursive: true });
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  await syncFolder(path.dirname(folder));
  return true;
}

// A counter, so that two simultaneous writes of one file use different temporary files.
let writes = 0;
const isTemporary = (name: string) => /^\..+\.\d+-\d+\.tmp$/.test(name);

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = path.join(folder, `.${path.basename(file)}.${process.pid}-${++writes}.tmp`);
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
}

/** Syncs a file, if it exists, and its folder, so that a new file is there too. */
async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+').catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
  if (!handle) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(path.dirname(file));
}

/** Syncs the folder, so that the rename reaches the disk. Some systems cannot sync a folder. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(codeOf(error)))
      throw error;
  }
}

const codeOf = (error: unknown) => String((error as { code?: unknown }).code);

async function explained<T>(
  file: string,
  verb: 'read' | 'written',
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    switch (codeOf(error)) {
      case 'ENOENT':
        throw missingFile(file);
      case 'ENOSPC':
      case 'EDQUOT':
        throw diskFull(file);
      case 'EROFS':
        throw readOnly(file);
      case 'EACCES':
      case 'EPERM':
        throw noPermission(file, verb);
      case 'ENOTDIR':
        throw folderExpected(file);
      case 'EEXIST':
        throw folderExpected(file);
      case 'EISDIR':
        throw fileExpected(file);
      default:
        throw error;
    }
  }
}
