import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Files, OpenDataset } from '@codistill/core';

/** The data of a study, as digests. */
export interface DataSource {
  /**
   * SHA-256 of the files that datasets read when they open, by path in the data folder. A file of
   * which only ranges were read is there if the digest of a split covers only some examples.
   */
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
/** Files of which only ranges were read are digested in pieces of this many bytes. */
const pieceBytes = 2 ** 24;

/**
 * Whether a split's digest covers only some examples, so that digests of files are more reliable.
 */
export const isOfSome = (digest: string): boolean => digest.startsWith('some ');

/** Whether a split's digest is of a fingerprint that the dataset states. */
const isKnown = (digest: string): boolean => digest.startsWith('known ');

/** Files that record what is read of them. */
export interface RecordingFiles {
  readonly files: Files;
  /**
   * The digests of the files that were read, for a source of data with these splits. Which ranges
   * of a file are read varies, so a file of which only ranges were read counts as a whole. It is
   * left out, and not read again, if the splits' own digests cover all examples. Of a dataset that
   * states a fingerprint there are no files: which it reads depends on what it has in its cache.
   */
  digests(splits: DataSource['splits']): Promise<DataSource['files']>;
}

/** The same files, and a record of what is read. */
export function recordingFiles(files: Files): RecordingFiles {
  const whole: Record<string, string> = {};
  const inRanges = new Set<string>();
  const nameOf = (name: string) =>
    (path.isAbsolute(name)
      ? path.relative(files.root ?? '/', name)
      : path.normalize(name)
    ).replaceAll(path.sep, '/');
  return {
    files: {
      ...files,
      read: async (name, range) => {
        const bytes = await files.read(name, range);
        if (range) inRanges.add(nameOf(name));
        else whole[nameOf(name)] = createHash('sha256').update(bytes).digest('hex');
        return bytes;
      },
    },
    digests: async (splits) => {
      const all = Object.values(splits).flatMap(Object.values);
      if (all.length > 0 && all.every(isKnown)) return {};
      if (all.some(isOfSome))
        for (const name of inRanges) whole[name] ??= await digestOf(files, name);
      return whole;
    },
  };
}

/** The digest of a file, which may be larger than the memory. */
async function digestOf(files: Files, name: string): Promise<string> {
  const hash = createHash('sha256');
  for (let from = 0; ; from += pieceBytes) {
    const piece = await files.read(name, [from, from + pieceBytes]);
    if (piece.length === 0) return hash.digest('hex');
    hash.update(piece);
  }
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
