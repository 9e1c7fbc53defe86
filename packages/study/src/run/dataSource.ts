import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Dataset, Examples, Files } from '@codistill/core';

/** The data of a study, as digests. */
export interface DataSource {
  /** SHA-256 of the files that datasets read when they open, by path in the data folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Digests of shape, labels and pixels, by dataset and split. */
  readonly splits: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** SHA-256 of the weight files from which networks start. */
  readonly weights?: Readonly<Record<string, string>>;
}

/**
 * Splits with up to this many bytes of pixels are digested completely; larger ones by 64 examples.
 */
const wholeBytes = 2 ** 26;
const someExamples = 64;

/**
 * Whether a split's digest covers only some examples, so that digests of files are more reliable.
 */
export const isOfSome = (digest: string): boolean => digest.startsWith('some ');

/** The same files, and a record of the digest of each file that was read. */
export function recordingFiles(files: Files): {
  readonly files: Files;
  readonly digests: Readonly<Record<string, string>>;
} {
  const digests: Record<string, string> = {};
  const nameOf = (name: string) =>
    (path.isAbsolute(name)
      ? path.relative(files.root ?? '/', name)
      : path.normalize(name)
    ).replaceAll(path.sep, '/');
  return {
    digests,
    files: {
      ...files,
      read: async (name) => {
        const bytes = await files.read(name);
        digests[nameOf(name)] = createHash('sha256').update(bytes).digest('hex');
        return bytes;
      },
    },
  };
}

/**
 * The digest of each split of a dataset. `openSplits` of the core gives the dataset and its splits.
 */
export async function splitDigests(
  { classes, imageShape, mean, std }: Dataset,
  splits: ReadonlyMap<string, Examples>,
): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  for (const [split, examples] of splits) {
    const { size } = examples;
    const whole = size * imageShape.reduce((a, b) => a * b, 1) <= wholeBytes;
    const count = whole ? size : Math.min(someExamples, size);
    const hash = createHash('sha256')
      .update(JSON.stringify([classes, imageShape, mean, std, size]))
      .update(examples.targets.values);
    for (let from = 0; from < count; from += 256) {
      const indices = Int32Array.from({ length: Math.min(256, count - from) }, (_, i) =>
        Math.floor(((from + i) * size) / count),
      );
      hash.update(await examples.read(indices));
    }
    digests[split] = `${whole ? 'whole' : 'some'} ${hash.digest('hex')}`;
  }
  return digests;
}
