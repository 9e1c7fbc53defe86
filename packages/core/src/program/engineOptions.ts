import { engineLacks, unknownEngineOption } from './errors.ts';

/** What an engine that computes on one thread of the processor may be asked for. */
export interface OneThreadOptions {
  /** Default 'auto', which is the processor as well. */
  readonly device?: 'auto' | 'cpu';
  /** Within an operation and across operations. Default 1. */
  readonly threads?: { readonly intra?: 1; readonly inter?: 1 };
}

/**
 * Checks what an engine that computes on one thread of the processor was asked for, so that no
 * option is ignored. @throws InputError where it is asked for a GPU, for more threads, or for
 * something that it does not know.
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
