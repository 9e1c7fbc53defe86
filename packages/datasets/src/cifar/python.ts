import type { Files } from '@codistill/core';
import { noFiles } from '@codistill/core';
import { gunzip, isGzip } from '../bytes.ts';
import { damaged } from '../errors.ts';
import { type Found, firstOf } from '../official.ts';
import { shownPath } from '../shards/listShards.ts';
import { tarEntries } from '../webdataset/tarEntries.ts';
import { damagedArchive, notInArchive } from './errors.ts';
import { pickledBatch } from './pickled.ts';

/** Where the Python version of a dataset is, and what is in its batches. */
export interface PythonLayout {
  /** Such as 'cifar-10-batches-py', in the data folder and in the archive. */
  readonly folder: string;
  /** Such as 'cifar-10-python.tar.gz'. */
  readonly archive: string;
  /** The lists of labels, in the order in which they begin a record of the binary files. */
  readonly labels: readonly string[];
}

const archives = ({ archive }: PythonLayout) => [archive, archive.replace(/\.gz$/, '')];
const batches = ({ folder }: PythonLayout, name: string) =>
  [`${folder}/${name}`, name].flatMap((path) => [path, `${path}.gz`]);

/** Whether the files of Python's version are there, unpacked or as the archive. */
export async function hasPython(
  files: Files,
  layout: PythonLayout,
  name: string,
): Promise<boolean> {
  for (const path of [...batches(layout, name), ...archives(layout)])
    if (await files.stat(path)) return true;
  return false;
}

/**
 * A function that gives a batch by its name, such as 'data_batch_1', as records of the binary
 * files: labels, then three planes. Undefined if the batch is not there. The archive is unpacked
 * once.
 * @throws InputError (from the function) if a file is damaged or no batch.
 */
export function pythonBatches(
  files: Files,
  layout: PythonLayout,
): (name: string) => Promise<Found | undefined> {
  let archive: Promise<ReadonlyMap<string, Found> | undefined> | undefined;
  return async (name) => {
    const { found } = await firstOf(files, batches(layout, name));
    const file = found ? await unzipped(found) : await fromArchive(name);
    return file && { path: file.path, bytes: recordsIn(file, layout) };
  };
  async function fromArchive(name: string): Promise<Found | undefined> {
    archive ??= unpackedArchive(files, layout);
    const unpacked = await archive;
    if (!unpacked) return undefined;
    const one = unpacked.get(`${layout.folder}/${name}`);
    if (!one) throw notInArchive(shownPath(files, layout.archive), `${layout.folder}/${name}`);
    return one;
  }
}

const unzipped = async ({ path, bytes }: Found): Promise<Found> => ({
  path,
  bytes: isGzip(bytes)
    ? await gunzip(bytes).catch(() => Promise.reject(damaged(path, bytes.length, undefined)))
    : bytes,
});

/** The files of the archive by name; undefined if there is no archive. */
async function unpackedArchive(
  files: Files,
  layout: PythonLayout,
): Promise<ReadonlyMap<string, Found> | undefined> {
  const { found } = await firstOf(files, archives(layout));
  if (!found) return undefined;
  const { path, bytes: packed } = found;
  const bytes = isGzip(packed)
    ? await gunzip(packed).catch(() => Promise.reject(damagedArchive(path, packed.length)))
    : packed;
  const inMemory: Files = {
    ...noFiles,
    stat: async () => ({ size: bytes.length, kind: 'file' }),
    read: async (_, range) => (range ? bytes.subarray(...range) : bytes),
  };
  const entries = new Map<string, Found>();
  for await (const { name, content } of tarEntries(inMemory, path))
    entries.set(name.replace(/^\.\//, ''), {
      path: `${path}, ${name}`,
      bytes: Uint8Array.from(await content()),
    });
  return entries;
}

/** A batch as the records of the binary files: a byte for each label, then the planes. */
function recordsIn({ path, bytes }: Found, { labels: lists }: PythonLayout): Uint8Array {
  const { data, labels } = pickledBatch(bytes, path, lists);
  const each = lists.length + 3072;
  const count = data.length / 3072;
  const records = new Uint8Array(count * each);
  for (let i = 0; i < count; i++) {
    lists.forEach((name, k) => {
      records[i * each + k] = labels[name]![i]!;
    });
    records.set(data.subarray(i * 3072, (i + 1) * 3072), i * each + lists.length);
  }
  return records;
}
