import { type Dataset, InputError } from '@codistill/core';
import type { Options } from '../settings.ts';
import { type DatasetPlace, readSize } from './opened.ts';

/** The facts and some examples of every split. */
export async function signatureOf(
  dataset: Dataset,
  { files, decoder, given }: DatasetPlace,
  options: Options,
): Promise<unknown> {
  try {
    const open = await dataset.open(files, { decoder });
    const parts = await Promise.all(
      Object.entries(open.splits).map(async ([split, examples]) => {
        const some = Int32Array.from({ length: Math.min(20, examples.size) }, (_, i) => i);
        return [
          split,
          examples.size,
          [...examples.targets.values.subarray(0, 200)],
          [...(await examples.read(some, readSize(open)))],
        ];
      }),
    );
    await open.close?.();
    return { facts: open.facts, parts };
  } catch (error) {
    // Without the files nothing can be observed, so the options stand for their effect.
    if (!given && error instanceof InputError) return { options };
    throw error;
  }
}
