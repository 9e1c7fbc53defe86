import type { Ending } from '../contracts/observer.ts';

/** Frees or ends something, given how the run ended. */
export type Close = (how: Ending | 'failed') => unknown;

/**
 * Calls all functions, the last one first, even if one of them throws. Rejects with the first
 * error, unless the run failed: then another error is already being reported.
 */
export async function closeAll(opened: readonly Close[], how: Ending | 'failed'): Promise<void> {
  const errors: unknown[] = [];
  for (const close of [...opened].reverse()) {
    try {
      await close(how);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0 && how !== 'failed') throw errors[0];
}
