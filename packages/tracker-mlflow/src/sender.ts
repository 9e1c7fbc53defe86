import type { Files } from '@codistill/core';
import { metricsIn } from './lines.ts';
import { Refused, type Server, type Tags } from './server.ts';

/** What is to be sent of a run besides its numbers. */
export interface RunToSend {
  readonly experiment: string;
  readonly group: string;
  readonly name: string;
  readonly params: Tags;
  /** The run of an earlier attempt, which has ended. */
  readonly earlier?: string;
  /** Called when the server has made the run. */
  readonly made: (id: string) => Promise<void>;
}

const most = { metrics: 1000, params: 100, bytes: 2 ** 18 } as const;
const [shortest, longest] = [500, 30_000];

/**
 * Sends a buffer of lines to a server, in batches and in the background. If the server is away, it
 * tries again, after ever longer pauses up to half a minute.
 */
export function sender(server: Server, files: Files, buffer: string, run: RunToSend) {
  const since = Date.now();
  const uploads: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  let ids: { readonly experiment: string; readonly run: string } | undefined;
  let params = Object.entries(run.params);
  let [sent, known, stopped] = [0, 0, false];
  let ending: string | undefined;
  let refusal: string | undefined;
  let said = 'it was not reached';
  let pause = shortest;
  let working: Promise<void> | undefined;
  let wake = () => {};

  const begin = async () => {
    const experiment = await server.experiment(run.experiment);
    if (run.earlier !== undefined) await server.end(run.earlier, 'KILLED').catch(ifLost);
    const parent = await server.group(experiment, run.group);
    const id = await server.run(experiment, run.name, { 'mlflow.parentRunId': parent });
    ids = { experiment, run: id };
    if (!stopped) await run.made(id);
  };
  const sendLines = async (id: string, to = Math.min(known, sent + most.bytes)): Promise<void> => {
    const bytes = await files.read(buffer, [sent, to]);
    const whole = bytes.lastIndexOf(10) + 1;
    // A line may be longer than a piece.
    if (whole === 0) return sendLines(id, known);
    const lines = new TextDecoder().decode(bytes.subarray(0, whole)).split('\n').slice(0, -1);
    const metrics = lines.flatMap((line) => metricsIn(line, Date.now()));
    for (let from = 0; from < metrics.length; from += most.metrics)
      await server.log(id, { metrics: metrics.slice(from, from + most.metrics) });
    sent += whole;
  };
  /** One thing that is due; false if there is none. */
  const sendNext = async (): Promise<boolean> => {
    if (!ids) await begin();
    const { experiment, run: id } = ids!;
    if (params.length > 0) {
      await server.log(id, { params: Object.fromEntries(params.slice(0, most.params)) });
      params = params.slice(most.params);
    } else if (sent < known) await sendLines(id);
    else if (uploads.length > 0) {
      const { name, bytes } = uploads[0]!;
      await server.upload(experiment, id, name, bytes);
      uploads.shift();
    } else if (ending !== undefined) {
      await server.end(id, ending);
      ending = undefined;
    } else return false;
    return true;
  };
  const work = async () => {
    while (!stopped && refusal === undefined)
      try {
        if (!(await sendNext())) return;
        pause = shortest;
      } catch (error) {
        const text = error instanceof Error ? causeOf(error) : String(error);
        if (error instanceof Refused) refusal = text;
        else {
          said = text;
          await new Promise<void>((done) => {
            wake = done;
            setTimeout(done, pause).unref();
          });
          pause = Math.min(longest, 2 * pause);
        }
      }
  };
  const start = () => {
    working ??= work().finally(() => {
      working = undefined;
    });
  };
  return {
    /** The buffer is on the disk up to this number of bytes, which may be sent. */
    send(bytes: number): void {
      known = bytes;
      start();
    },
    upload(name: string, bytes: Uint8Array): void {
      uploads.push({ name, bytes });
      start();
    },
    /** Sends nothing more. */
    stop(): void {
      stopped = true;
      wake();
    },
    /**
     * Waits at most so long until all is sent, with how the run ended, and returns what is left:
     * the number of bytes of the buffer and why, or undefined.
     */
    async finish(
      status: string,
      milliseconds: number,
    ): Promise<{ readonly bytes: number; readonly why: string } | undefined> {
      ending = status;
      const until = performance.now() + milliseconds;
      const isDone = () => ids && sent >= known && ending === undefined && uploads.length === 0;
      while (!isDone() && refusal === undefined) {
        start();
        pause = shortest;
        wake();
        const left = until - performance.now();
        if (left <= 0) break;
        await Promise.race([
          working,
          new Promise((done) => setTimeout(done, Math.min(left, shortest))),
        ]);
      }
      this.stop();
      if (isDone()) return undefined;
      return { bytes: known - sent, why: refusal ?? said };
    },
    /** When it began, in milliseconds since 1970. */
    since,
  };
}

export type Sender = ReturnType<typeof sender>;

/** The run of an earlier attempt may be gone. */
function ifLost(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
}

/** fetch hides why it failed in the cause. */
function causeOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
