import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { engineFailed } from './errors.ts';

/** An engine in its own process, which runs one step for every line that it receives. */
export interface PeerProcess {
  readonly engine: string;
  /** Milliseconds of the first step, including tracing, compiling and loading. */
  readonly firstMs: number;
  readonly version: string;
  /** Runs one step and returns its milliseconds, as the engine measures them. */
  step(): Promise<number>;
  /** Milliseconds that it and the processes that it started have used of all processors. */
  cpuMilliseconds(): Promise<number>;
  /** The peak resident set size so far, in MB. */
  peakMegabytes(): Promise<number>;
  stop(): void;
}

/**
 * Starts an engine and waits until its first step has finished.
 * @throws if the engine ends before that; the message has the last lines of its output.
 */
export async function startPeer(
  engine: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  readFile: (path: string) => Promise<string>,
): Promise<PeerProcess> {
  const child: ChildProcess = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) {
        if (child.exitCode === null) await once(child, 'exit');
        throw engineFailed(engine, said);
      }
      if (value.startsWith('{')) return JSON.parse(value) as Record<string, unknown>;
    }
  };
  const ready = await next();
  return {
    engine,
    firstMs: ready['firstMs'] as number,
    version: String(ready['version']),
    async step() {
      child.stdin!.write('step\n');
      return (await next())['ms'] as number;
    },
    cpuMilliseconds: () => cpuMilliseconds(child.pid!, readFile),
    async peakMegabytes() {
      const status = await readFile(`/proc/${child.pid}/status`);
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
    },
    stop() {
      child.kill('SIGKILL');
    },
  };
}

/** Linux counts processor time in hundredths of a second. */
const tickMilliseconds = 10;

async function cpuMilliseconds(
  pid: number,
  readFile: (path: string) => Promise<string>,
): Promise<number> {
  const [text, children] = await Promise.all(
    ['stat', `task/${pid}/children`].map((file) => readFile(`/proc/${pid}/${file}`)),
  ).catch(() => ['', ''] as const);
  // The name in brackets may contain spaces. After it, fields 12 to 15 are the time of the process
  // and of its children that have ended, each in and out of the kernel.
  const fields = text!
    .slice(text!.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  const running = children!.split(' ').filter(Boolean).map(Number);
  const below = await Promise.all(running.map((child) => cpuMilliseconds(child, readFile)));
  return [...fields.map((ticks) => tickMilliseconds * ticks), ...below].reduce((a, b) => a + b, 0);
}
