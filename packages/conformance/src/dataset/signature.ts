import { type Dataset, type Files, InputError } from '@codistill/core';
import type { Options } from '../settings.ts';

/** The facts and some examples of every split. `given` says whether the dataset has its files. */
export async function signatureOf(
  dataset: Dataset,
  files: Files,
  given: boolean,
  options: Options,
): Promise<unknown> {
  const { classes, imageShape, mean, std, splits } = dataset;
  const facts = { classes, imageShape, mean, std, splits };
  try {
    const parts = await Promise.all(
      splits.map(async (split) => {
        const examples = await dataset.open(split, files);
        const some = Int32Array.from({ length: Math.min(20, examples.size) }, (_, i) => i);
        return [
          examples.size,
          [...examples.targets.values.subarray(0, 200)],
          [...(await examples.read(some))],
        ];
      }),
    );
    return { facts, parts };
  } catch (error) {
    // Without the files nothing else can be observed, so the options stand for their effect.
    if (!given && error instanceof InputError) return { facts, options };
    throw error;
  }
}
