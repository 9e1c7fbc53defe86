import {
  type ImageBatch,
  inlineLoader,
  type Loader,
  type LoaderRequest,
  type ViewId,
} from '@codistill/core';
import { targetsAt } from '@codistill/core/engine';
import { loaderClosed } from './errors.ts';
import { describeJob } from './views/describeJob.ts';
import type { FromWorker } from './views/messages.ts';
import { sharePixels } from './views/share.ts';
import { builtWorker, rethrown, startWorker, type ViewThread } from './views/startWorker.ts';

/** The options of `workerLoader`. */
export interface WorkerLoaderOptions {
  /** The number of threads. Default 1. */
  readonly workers?: number;
  /** The largest number of steps whose views are waiting or in progress. Default 2 per thread. */
  readonly ahead?: number;
  /**
   * The largest size of the training pixels in bytes that are held in memory. If they are larger,
   * views are made in line. Default 2 GiB.
   */
  readonly shareBytes?: number;
  /** Receives a sentence if views are made in line, with the reason. */
  readonly notice?: (sentence: string) => void;
  /** The built worker, for applications that bundle this package. Default: the package's own. */
  readonly code?: URL;
}

type Views = Readonly<Record<ViewId, ImageBatch>>;

/**
 * A loader for `train` that makes views in worker threads ahead of the step, with the same bits as
 * in line. It reads the training pixels once, into memory shared between the threads. If a thread
 * cannot import a plugin, the views are made in line and `notice` is called.
 * @throws if the package is not built or a thread cannot start. An error of a plugin in a thread is
 * thrown by `views` for that step.
 *
 * @example
 * ```ts
 * const loader = workerLoader({ workers: 2, ahead: 4 });
 * console.log(typeof loader); // function
 * ```
 */
export const workerLoader =
  (options: WorkerLoaderOptions = {}) =>
  async (request: LoaderRequest): Promise<Loader> => {
    const { workers = 1, shareBytes = 2 ** 31, notice = () => {} } = options;
    const inLine = (because: string) => {
      notice(`Views are made in line: ${because}.`);
      return inlineLoader(request);
    };
    const { resolved } = request;
    const imageSize = resolved.recipe.imageShape.reduce((a, b) => a * b, 1);
    const positions = resolved.split.train;
    if (positions.length * imageSize > shareBytes)
      return inLine(`the training pixels take more than ${shareBytes} bytes`);
    if (resolved.recipe.framing) return inLine('the images are framed');
    const described = describeJob(request);
    if ('because' in described) return inLine(described.because);
    const job = {
      ...described,
      targets: targetsAt(resolved.train.targets, positions),
      pixels: await sharePixels(resolved.train, positions, resolved.recipe.imageShape),
    };

    const queue = openQueue(
      resolved.stepsPerEpoch * resolved.experiment.epochs,
      Math.max(1, options.ahead ?? 2 * workers),
    );
    const threads: ViewThread[] = [];
    try {
      for (let i = 0; i < workers; i++)
        threads.push(await startWorker(job, options.code ?? builtWorker(), queue.hear, queue.fail));
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.close()));
      if (isImportFailure(error))
        return inLine(
          `a thread cannot import a plugin (${(error as Error).message.split('\n')[0]})`,
        );
      throw error;
    }
    return {
      views: (step) => queue.take(step, (wanted) => threads[wanted % threads.length]!.ask(wanted)),
      async close() {
        queue.fail(loaderClosed());
        await Promise.all(threads.map((thread) => thread.close()));
      },
    };
  };

const isImportFailure = (error: unknown) =>
  /ERR_MODULE_NOT_FOUND|ERR_UNKNOWN_FILE_EXTENSION|ERR_UNSUPPORTED|Unknown file extension|Cannot find (module|package)/.test(
    `${(error as { code?: string }).code ?? ''} ${(error as Error).message}`,
  );

interface Waiting {
  readonly promise: Promise<Views>;
  readonly resolve: (views: Views) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The steps that were requested and not yet taken: at most `ahead` beyond the step that is awaited.
 */
function openQueue(steps: number, ahead: number) {
  const waiting = new Map<number, Waiting>();
  let broken: Error | undefined;
  const expect = (step: number): void => {
    let resolve!: Waiting['resolve'];
    let reject!: Waiting['reject'];
    const promise = new Promise<Views>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    // The promise may reject long before it is awaited.
    promise.catch(() => {});
    waiting.set(step, { promise, resolve, reject });
  };
  return {
    hear(message: FromWorker): void {
      if ('ready' in message) return;
      const one = waiting.get(message.step);
      if ('error' in message) one?.reject(rethrown(message.error));
      else one?.resolve(message.views);
    },
    fail(error: Error): void {
      broken ??= error;
      for (const one of waiting.values()) one.reject(broken);
    },
    async take(step: number, ask: (step: number) => void): Promise<Views> {
      if (broken) throw broken;
      // Earlier steps are not requested again.
      for (const old of waiting.keys()) if (old < step || old > step + ahead) waiting.delete(old);
      for (let next = step; next <= step + ahead && (next < steps || next === step); next++) {
        if (waiting.has(next)) continue;
        expect(next);
        ask(next);
      }
      const views = await waiting.get(step)!.promise;
      waiting.delete(step);
      return views;
    },
  };
}
