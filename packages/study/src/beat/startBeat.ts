import { Worker } from 'node:worker_threads';
import { builtFile } from '../builtFile.ts';
import type { Progress } from './readBeat.ts';

/** A counter that another thread writes while this process lives. */
export interface Beat {
  /** The progress to write beside the counter from now on. */
  tell(progress: Progress): void;
  stop(): Promise<void>;
}

/**
 * Counts in the file `beat` of a folder, twice a second. A thread of its own writes it, so that it
 * goes on during a long step.
 * @throws Error if the thread's code is not built.
 */
export function startBeat(folder: string): Beat {
  const thread = new Worker(builtFile('beat'), {
    workerData: folder,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  });
  // The beat shows that this process works. It is no reason to end it.
  thread.on('error', () => {});
  thread.unref();
  return {
    tell: (progress) => thread.postMessage(progress),
    stop: async () => {
      await thread.terminate();
    },
  };
}
