import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { engineFailed } from './errors.ts';

/** An engine in a process of its own, which runs one step for every line it is sent. */
export interface PeerProcess {
  readonly engine: string;
  /** Milliseconds of the first step, with all that it needed (tracing, compiling, loading). */
  readonly firstMs: number;
  readonly version: string;
  /** Runs one step; its milliseconds, measured by the engine. */
  step(): Promise<number>;
  /** The largest resident size so far, in MB. */
  peakMegabytes(): Promise<number>;
  stop(): void;
}

/**
 * Starts an engine and waits until its first step is done. @throws where it ends before, with the
 * end of what it said.
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
    async peakMegabytes() {
      const status = await readFile(`/proc/${child.pid}/status`);
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
    },
    stop() {
      child.kill('SIGKILL');
    },
  };
}
