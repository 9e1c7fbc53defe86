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

const environment = {
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
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) =>
        statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() &&
        !name.endsWith('.tmp'),
    )
    .sort();
}

/** Waits until `condition` holds. */
export async function until(condition: () => boolean, what: string, seconds = 120): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`${what} did not come in ${seconds} s.`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The number of lines of metrics that the runs of a study have written. */
export function metricLines(folder: string): number {
  if (!existsSync(path.join(folder, 'runs'))) return 0;
  return filesBelow(folder)
    .filter((name) => name.endsWith('metrics.jsonl'))
    .reduce(
      (sum, name) => sum + readFileSync(path.join(folder, name), 'utf8').split('\n').length - 1,
      0,
    );
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
