import type { Files, InMemorySplit, Opening } from '@codistill/core';
import { z } from 'zod';
import { uncheckedChecksums } from '../errors.ts';
import { checkOfficial, type Found, type OfficialSource, readOfficial } from '../official.ts';
import type { OfficialFile } from '../officialFile.ts';
import { pixelBytes } from '../pixelBytes.ts';
import type { recordsOf } from '../records.ts';
import { missingBatch, notOfficialBatch, otherBatch, uncheckedParquet } from './errors.ts';
import { type ParquetLayout, parquetFolder, parquetImages } from './parquetImages.ts';
import { hasPython, type PythonLayout, pythonBatches } from './python.ts';

/** The option that says which files are read. */
export const filesOption = {
  files: z
    .enum(['binary', 'python', 'parquet'])
    .optional()
    .describe(
      'Which files are read. Default: the binary ones, else those of the Python archive, else parquet.',
    ),
};

/** All forms in which the files of a CIFAR dataset come. */
export interface CifarSource extends OfficialSource {
  readonly files?: z.output<typeof filesOption.files>;
  /** The files of each split. */
  readonly splits: Readonly<Record<string, readonly OfficialFile[]>>;
  readonly python: PythonLayout;
  readonly parquet: Omit<ParquetLayout, 'counts'>;
  /** The images and labels of a binary file. @throws InputError naming its path. */
  records(found: Found): Records;
}

/**
 * The splits of a CIFAR dataset: from the binary files if some are there, else from those of the
 * Python archive, else from parquet files.
 * @throws InputError naming the file that is missing or cannot be right.
 */
export async function cifarSplits(
  files: Files,
  given: Opening,
  source: CifarSource,
): Promise<Readonly<Record<string, InMemorySplit>>> {
  const { verify, checksums, splits } = source;
  if (checksums && !verify) throw uncheckedChecksums();
  const kind = source.files ?? (await kindThere(files, source));
  if (kind === 'parquet') {
    if (checksums) throw uncheckedParquet();
    const counts = Object.entries(splits).map(([split, parts]) => [
      split,
      parts.reduce((sum, { examples }) => sum + examples, 0),
    ]);
    const layout = { ...source.parquet, ...(verify && { counts: Object.fromEntries(counts) }) };
    return parquetImages(files, given, layout);
  }
  const batchOf = pythonBatches(files, source.python);
  const read = async (file: OfficialFile): Promise<Found> => {
    const batch = kind === 'python' ? await batchOf(nameOf(file)) : undefined;
    if (kind === 'binary') return readOfficial(files, file, source);
    if (!batch) throw missingBatch(nameOf(file), source.python.archive, files.root);
    const errors = {
      size: (path: string, found: number, expected: number) =>
        otherBatch(path, found / file.each, expected / file.each),
      content: notOfficialBatch,
    };
    await checkOfficial(batch, file, { verify, checksums }, errors);
    return batch;
  };
  const all: Record<string, InMemorySplit> = {};
  for (const [split, parts] of Object.entries(splits)) {
    const records: Records[] = [];
    for (const part of parts) records.push(source.records(await read(part)));
    all[split] = joined(records);
  }
  return all;
}

type Records = ReturnType<typeof recordsOf>;

/** The records of several files as one split. */
function joined(all: readonly Records[]): InMemorySplit {
  const [only] = all;
  if (only && all.length === 1)
    return { pixels: only.images, targets: { kind: 'class', values: only.labels } };
  const examples = all.reduce((sum, { labels }) => sum + labels.length, 0);
  const pixels = pixelBytes(examples * 3072);
  const values = new Int32Array(examples);
  let at = 0;
  for (const { images, labels } of all) {
    pixels.set(images, at * 3072);
    values.set(labels, at);
    at += labels.length;
  }
  return { pixels, targets: { kind: 'class', values } };
}

/** 'data_batch_1' of 'data_batch_1.bin'. */
const nameOf = ({ name }: OfficialFile) => name.replace(/\.bin$/, '');

/** The form of the files that are there; binary if there are none, so that those are asked for. */
async function kindThere(
  files: Files,
  { folders, splits, python, parquet }: CifarSource,
): Promise<'binary' | 'python' | 'parquet'> {
  const official = Object.values(splits).flat();
  for (const folder of ['', ...folders.map((name) => `${name}/`)])
    for (const { name } of official)
      for (const path of [`${folder}${name}`, `${folder}${name}.gz`])
        if (await files.stat(path)) return 'binary';
  for (const file of official) if (await hasPython(files, python, nameOf(file))) return 'python';
  return (await parquetFolder(files, parquet.folders)) === undefined ? 'binary' : 'parquet';
}
