import os from 'node:os';
import { startedOtherwise, wrongThreads } from '../errors.ts';

/**
 * The numbers of TensorFlow's threads: `intra` within one operation, `inter` across independent
 * operations. They determine the last bits of all results.
 */
export interface Threads {
  readonly intra: number;
  readonly inter: number;
}

const variables = { intra: 'TF_NUM_INTRAOP_THREADS', inter: 'TF_NUM_INTEROP_THREADS' } as const;

/** The requested numbers of threads, else those of the environment, else one per core. */
export function chooseThreads(
  asked: Partial<Threads> = {},
  env: NodeJS.ProcessEnv = process.env,
): Threads {
  const choose = (name: keyof Threads) => {
    const value =
      asked[name] ??
      (env[variables[name]] ? Number(env[variables[name]]) : os.availableParallelism());
    if (!Number.isInteger(value) || value < 1) throw wrongThreads(name, value);
    return value;
  };
  return { intra: choose('intra'), inter: choose('inter') };
}

/** Sets the environment variables that TensorFlow reads when it is loaded. */
export function setThreads(threads: Threads): void {
  process.env[variables.intra] = String(threads.intra);
  process.env[variables.inter] = String(threads.inter);
}

/**
 * The numbers of threads of the running engine.
 * @throws InputError if TensorFlow was started with other numbers than requested.
 */
export function checkThreads(asked: Partial<Threads> = {}): Threads {
  const running = chooseThreads({});
  for (const name of ['intra', 'inter'] as const)
    if (asked[name] !== undefined && asked[name] !== running[name])
      throw startedOtherwise(`threads.${name}`, String(running[name]), String(asked[name]));
  return running;
}

export const threadsInWords = ({ intra, inter }: Threads): string =>
  `intra=${intra} inter=${inter}`;
