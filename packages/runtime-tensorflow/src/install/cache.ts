import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Kind, tensorflowVersion } from './pins.ts';
import { revision } from './sources.ts';

/**
 * The folder shared by all projects of this user: $CODISTILL_CACHE, else $XDG_CACHE_HOME/codistill,
 * else ~/.cache/codistill.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base =
    env['CODISTILL_CACHE'] ||
    (env['XDG_CACHE_HOME'] ? path.join(env['XDG_CACHE_HOME'], 'codistill') : undefined);
  return path.resolve(base ?? path.join(os.homedir(), '.cache', 'codistill'), 'libtensorflow');
}

/** The folder of the installed libraries of a kind. */
export const librariesFolder = (kind: Kind, cache = cacheFolder()): string =>
  path.join(cache, `${tensorflowVersion}-${kind}`);

/**
 * The folder of the installed addon for a version of tfjs-node(-gpu). It is next to the libraries
 * that the addon was linked with.
 */
export const addonFolder = (kind: Kind, tfjsVersion: string, cache = cacheFolder()): string =>
  path.join(cache, `addon-${tfjsVersion}-on-${tensorflowVersion}-${kind}-${revision}`);

export const addonFile = (kind: Kind, tfjsVersion: string, cache = cacheFolder()): string =>
  path.join(addonFolder(kind, tfjsVersion, cache), 'tfjs_binding.node');

/**
 * The result of `f`. It receives a new temporary folder in `cache`, which is removed afterwards.
 * The folder's name identifies the process, in case it is killed.
 */
export async function withTemporary<T>(
  cache: string,
  f: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = path.join(
    cache,
    `tmp-${os.hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`,
  );
  await mkdir(temporary, { recursive: true });
  try {
    return await f(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Creates `folder` atomically: `make` fills a folder with another name, which is then renamed. If
 * two processes do this at once, the first to finish wins and the other uses its folder.
 */
export async function atomically(
  folder: string,
  make: (temporary: string) => Promise<void>,
): Promise<void> {
  await withTemporary(path.dirname(folder), async (temporary) => {
    await make(temporary);
    try {
      await rename(temporary, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  });
}

/** Removes the leftovers of killed installations on this machine. */
export async function sweep(cache = cacheFolder()): Promise<void> {
  if (!existsSync(cache)) return;
  const prefix = `tmp-${os.hostname()}-`;
  for (const name of await readdir(cache)) {
    if (!name.startsWith(prefix)) continue;
    const owner = Number(name.slice(prefix.length).split('-')[0]);
    // The compiler or pip that it started may still write there.
    if (!alive(owner))
      await rm(path.join(cache, name), {
        recursive: true,
        force: true,
        maxRetries: 20,
        retryDelay: 50,
      });
  }
}

function alive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
