import os from 'node:os';
import path from 'node:path';

/**
 * The folder for what can be made again, shared by all projects of this user: $CODISTILL_CACHE,
 * else $XDG_CACHE_HOME/codistill, else ~/.cache/codistill.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base =
    env['CODISTILL_CACHE'] ||
    (env['XDG_CACHE_HOME'] ? path.join(env['XDG_CACHE_HOME'], 'codistill') : undefined);
  return path.resolve(base ?? path.join(os.homedir(), '.cache', 'codistill'));
}
