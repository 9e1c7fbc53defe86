import { inlineLoader, type Loader, type LoaderRequest } from '@codistill/core';
import { evaluationBatches } from '@codistill/core/engine';
import { loaderClosed } from './errors.ts';
import { firstLine } from './firstLine.ts';
import { evaluationAhead, viewsAhead } from './views/ahead.ts';
import { describeJob } from './views/describeJob.ts';
import { openRequests } from './views/requests.ts';
import { examplesFor, reopens } from './views/source.ts';
import { builtWorker, startWorker, type ViewThread } from './views/startWorker.ts';

/** The options of `workerLoader`. */
export interface WorkerLoaderOptions {
  /** The number of threads. Default 1. */
  readonly workers?: number;
  /** The largest number of steps whose views are waiting or in progress. Default 2 per thread. */
  readonly ahead?: number;
  /** The largest size in bytes of evaluation batches that are waiting. Default 32 MiB. */
  readonly aheadBytes?: number;
  /**
   * The largest size in bytes to which training pixels are copied, for datasets whose pixels are
   * not in shared memory and that no thread can open again. If they are larger, views are made in
   * line. Default 2 GiB.
   */
  readonly shareBytes?: number;
  /** Receives a sentence if views are made in line, with the reason. */
  readonly notice?: (sentence: string) => void;
  /** The built worker, for applications that bundle this package. Default: the package's own. */
  readonly code?: URL;
}

/**
 * A loader for `train` that makes views and the batches of evaluations in worker threads, ahead of
 * their use and with the same bits as in line. Threads share pixels that lie in shared memory. A
 * dataset of files is opened again by each thread from its index, so images are decoded there. If a
 * thread cannot open the dataset or import a plugin, everything is made in line and `notice` is
 * called.
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
    const { recipe, splits } = request.resolved;
    const { workers = 1, shareBytes = 2 ** 31, notice = () => {} } = options;
    const inLine = (because: string) => {
      notice(`Views are made in line: ${because}.`);
      return inlineLoader(request);
    };
    const described = describeJob(request, reopens(request));
    if ('because' in described) return inLine(described.because);
    const examples = await examplesFor(request, shareBytes);
    if ('because' in examples) return inLine(examples.because);
    const requests = openRequests();
    const threads: ViewThread[] = [];
    try {
      for (let i = 0; i < workers; i++)
        threads.push(
          await startWorker(
            { ...described, ...examples },
            options.code ?? builtWorker(),
            requests.hear,
            requests.fail,
          ),
        );
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.close()));
      if (isImportFailure(error))
        return inLine(`a thread cannot import a plugin (${firstLine(error)})`);
      throw error;
    }
    const views = viewsAhead(request, requests, threads, Math.max(1, options.ahead ?? 2 * workers));
    let closed = false;
    return {
      // Views that were made ahead are refused too.
      views: async (step) => {
        if (closed) throw loaderClosed();
        return views(step);
      },
      evaluate: examples.evaluates
        ? (pass) => evaluationAhead(request, requests, threads, pass, options.aheadBytes ?? 2 ** 25)
        : (pass) => evaluationBatches(recipe, splits, pass),
      async close() {
        closed = true;
        requests.fail(loaderClosed());
        await Promise.all(threads.map((thread) => thread.close()));
      },
    };
  };

const isImportFailure = (error: unknown) =>
  /ERR_MODULE_NOT_FOUND|ERR_UNKNOWN_FILE_EXTENSION|ERR_UNSUPPORTED|Unknown file extension|Cannot find (module|package)/.test(
    `${(error as { code?: string }).code ?? ''} ${(error as Error).message}`,
  );
