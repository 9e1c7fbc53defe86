import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineLauncher } from '@codistill/core';
import { z } from 'zod';

// Each job is a process in a session of its own, whose parent ends at once. So it belongs to no
// command and lives on without it. What is known of a job is in files that are named by its key.

const script = `setsid sh -c '
  trap : TERM
  echo $$ > "$0.new" && mv "$0.new" "$0.pid"
  "$@" > "$0.out" 2>&1
  echo $? > "$0.code"
' "$@" > /dev/null 2>&1 < /dev/null &`;

export const background = defineLauncher({
  id: 'background',
  about: 'Processes of this machine that outlive the command.',
  options: z.object({
    folder: z
      .string()
      .min(1)
      .default(path.join(tmpdir(), 'codistill-background'))
      .describe('Where jobs are noted.'),
  }),
  create: ({ folder }) => {
    const noted = (key, what) => path.join(folder, `${key}.${what}`);
    const read = (key, what) =>
      existsSync(noted(key, what)) ? readFileSync(noted(key, what), 'utf8').trim() : undefined;
    const find = async (key) => {
      const id = read(key, 'pid');
      return id === undefined ? undefined : { key, id };
    };
    const stateOf = ({ key, id }) => {
      const code = read(key, 'code');
      if (code) return { state: 'ended', because: `exit code ${code}`, exitCode: Number(code) };
      if (read(key, 'pid') !== id) return { state: 'unknown' };
      return isAlive(id) ? { state: 'running' } : { state: 'ended', because: 'it was killed' };
    };
    return {
      outlives: true,
      room: async () => undefined,
      start: async ({ key, command }) => {
        mkdirSync(folder, { recursive: true });
        execFileSync('sh', ['-c', script, 'sh', path.join(folder, key), ...command]);
        while (read(key, 'pid') === undefined) await new Promise((done) => setTimeout(done, 20));
        return find(key);
      },
      find,
      states: async (handles) => handles.map(stateOf),
      output: async ({ key }) => (read(key, 'out') ?? '').split('\n').slice(-5).join('\n'),
      stop: async (handle, how) => {
        // The signal goes to all processes of the session.
        if (stateOf(handle).state === 'running')
          process.kill(-handle.id, how === 'save' ? 'SIGTERM' : 'SIGKILL');
      },
    };
  },
});

function isAlive(id) {
  try {
    process.kill(Number(id), 0);
    return true;
  } catch {
    return false;
  }
}
