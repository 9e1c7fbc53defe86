import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Files, OpenDataset } from '@codistill/core';

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
 * The digest of each split of an opened dataset. If the dataset gives a fingerprint, no pixels are
 * read: its digest is of the fingerprint, the facts and the targets.
 */
export async function splitDigests({
  facts,
  splits,
  fingerprint,
}: OpenDataset): Promise<Readonly<Record<string, string>>> {
  const { classes, channels, size: stored, mean, std } = facts;
  const imageShape = stored === 'varies' ? stored : [stored.height, stored.width, channels];
  const digests: Record<string, string> = {};
  for (const [split, examples] of Object.entries(splits)) {
    const { size } = examples;
    if (fingerprint !== undefined || stored === 'varies') {
      digests[split] = `known ${createHash('sha256')
        .update(JSON.stringify([fingerprint, classes, imageShape, channels, mean, std, size]))
        .update(examples.targets.values)
        .digest('hex')}`;
      continue;
    }
    const whole = size * stored.height * stored.width * channels <= wholeBytes;
    const count = whole ? size : Math.min(someExamples, size);
    const hash = createHash('sha256')
      .update(JSON.stringify([classes, imageShape, mean, std, size]))
      .update(examples.targets.values);
    for (let from = 0; from < count; from += 256) {
      const indices = Int32Array.from({ length: Math.min(256, count - from) }, (_, i) =>
        Math.floor(((from + i) * size) / count),
      );
      hash.update(await examples.read(indices, stored));
    }
    digests[split] = `${whole ? 'whole' : 'some'} ${hash.digest('hex')}`;
  }
  return digests;
}
