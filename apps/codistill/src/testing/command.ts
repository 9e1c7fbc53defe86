import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export { temporary } from './folder.ts';

// The built command, run as users run it.

export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
if (!existsSync(main))
  throw new Error(`${main} is not built: run \`pnpm run build\` first. \`npm test\` does.`);

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

export const environment = {
  ...process.env,
  NO_COLOR: '1',
  CODISTILL_DATA: '',
  CODISTILL_CHECKPOINT_SECONDS: '0.1',
};

/** Starts `codistill` in a folder, as the leader of its own process group. */
export function start(cwd: string, ...words: readonly string[]): Started {
  const child = spawn(process.execPath, [main, ...words], {
    cwd,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
  return { process: child, ended };
}

/** Runs `codistill` in a folder until it ends. */
export const codistill = (cwd: string, ...words: readonly string[]): Promise<Ended> =>
  start(cwd, ...words).ended;

export const readJson = <T = Record<string, unknown>>(...parts: readonly string[]): T =>
  JSON.parse(readFileSync(path.join(...parts), 'utf8')) as T;

/** All files below a folder, by their paths relative to it. */
export function filesBelow(folder: string): string[] {
  return namesBelow(folder)
    .filter(
      (name) =>
        statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() &&
        !name.endsWith('.tmp'),
    )
    .sort();
}

/** The names below a folder, in which others may be removed meanwhile. */
function namesBelow(folder: string): string[] {
  for (;;)
    try {
      return readdirSync(folder, { recursive: true, encoding: 'utf8' });
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
}

/** Waits until `condition` holds. */
export async function until(condition: () => boolean, what: string, seconds = 120): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`${what} did not come in ${seconds} s.`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The number of lines of metrics that the runs of a study have written, without copies. */
export function metricLines(folder: string): number {
  if (!existsSync(path.join(folder, 'runs'))) return 0;
  const longest = new Map<string, number>();
  for (const name of filesBelow(folder).filter((one) => one.endsWith('metrics.jsonl'))) {
    const run = name.split(path.sep).slice(0, 3).join('/');
    const lines = textOf(path.join(folder, name)).split('\n').length - 1;
    longest.set(run, Math.max(longest.get(run) ?? 0, lines));
  }
  return [...longest.values()].reduce((sum, lines) => sum + lines, 0);
}

/** The text of a file, which may just have been moved. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Options for a few steps on digits, which is what a story trains. */
export const tiny = [
  '--runtime',
  'wasm',
  '--examples',
  '256',
  '--batch-size',
  '32',
  '--networks',
  'small-conv:width=4,small-conv:width=4',
] as const;
