import { engineLacks, unknownEngineOption } from './errors.ts';

/** The options of an engine that computes on one thread of the processor. */
export interface OneThreadOptions {
  /** Default 'auto', which means the processor too. */
  readonly device?: 'auto' | 'cpu';
  /** The numbers of threads within an operation and across operations. Default 1. */
  readonly threads?: { readonly intra?: 1; readonly inter?: 1 };
}

/**
 * Checks the options of an engine that computes on one thread of the processor, so that no option
 * is silently ignored.
 * @throws InputError if the options ask for a GPU or for more threads, or if an option is unknown.
 */
export function checkOneThread(engine: string, options: object): void {
  const known = (given: object, path: string, names: readonly string[]) => {
    for (const name of Object.keys(given))
      if (!names.includes(name))
        throw unknownEngineOption(
          engine,
          `${path}${name}`,
          names.map((each) => `${path}${each}`),
        );
  };
  known(options, '', ['device', 'threads']);
  const { device = 'auto', threads = {} } = options as {
    readonly device?: unknown;
    readonly threads?: unknown;
  };
  if (device !== 'auto' && device !== 'cpu')
    throw engineLacks(engine, 'device', device, 'the processor, "cpu",');
  if (threads === null || typeof threads !== 'object')
    throw engineLacks(engine, 'threads', threads, 'one thread, { intra: 1, inter: 1 },');
  known(threads, 'threads.', ['intra', 'inter']);
  for (const [name, count] of Object.entries(threads))
    if (count !== undefined && count !== 1)
      throw engineLacks(engine, `threads.${name}`, count, 'one thread');
}
