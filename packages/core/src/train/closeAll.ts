/** Frees something, or ends it. */
export type Close = () => unknown;

/**
 * Calls each, the last first, also after one that throws. Rejects with the first error, unless
 * `quiet`: where an error is on its way already, that one is what is told.
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
