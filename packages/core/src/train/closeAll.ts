/** Frees or ends something. */
export type Close = () => unknown;

/**
 * Calls all functions, the last one first, even if one of them throws. Rejects with the first
 * error, unless `quiet`: then another error is already being reported.
 */
export async function closeAll(opened: readonly Close[], quiet: boolean): Promise<void> {
  const errors: unknown[] = [];
  for (const close of [...opened].reverse()) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0 && !quiet) throw errors[0];
}
