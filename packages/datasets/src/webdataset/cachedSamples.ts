import type { Files } from '@codistill/core';
import { sha256 } from '../bytes.ts';
import { readSamples, type Sample, type SampleOptions } from './samples.ts';

const version = 1;

/**
 * The samples of a shard, from the cache if they are there for a file of this path, size and time
 * of change; else they are read and put there.
 * @throws InputError as `readSamples` does.
 */
export async function cachedSamples(
  files: Files,
  path: string,
  { image, label }: SampleOptions,
  cache: Files | undefined,
): Promise<readonly Sample[]> {
  const found = await files.stat(path);
  if (!cache || found?.modified === undefined || files.root === undefined)
    return readSamples(files, path, { image, label });
  const known = [version, files.root, path, found.size, found.modified, image, label];
  const key = await sha256(new TextEncoder().encode(JSON.stringify(known)));
  const kept = `webdataset/${key}.json`;
  const cached = await read(cache, kept, found.size);
  if (cached) return cached;
  const samples = await readSamples(files, path, { image, label });
  const rows = samples.map(({ name, offset, size, label: own }) => [name, offset, size, own]);
  // A cache that cannot be written costs time alone.
  await cache.write(kept, new TextEncoder().encode(JSON.stringify(rows))).catch(() => {});
  return samples;
}

async function read(
  cache: Files,
  kept: string,
  size: number,
): Promise<readonly Sample[] | undefined> {
  if (!(await cache.stat(kept))) return undefined;
  try {
    const rows = JSON.parse(new TextDecoder().decode(await cache.read(kept))) as unknown[][];
    if (!rows.every((row) => isRow(row, size)) || rows.length === 0) return undefined;
    return rows.map(([name, offset, length, label]) => ({
      name: name as string,
      offset: offset as number,
      size: length as number,
      label: label as Sample['label'],
    }));
  } catch {
    return undefined;
  }
}

const isRow = ([name, offset, length, label]: readonly unknown[], size: number) =>
  typeof name === 'string' &&
  Number.isSafeInteger(offset) &&
  Number.isSafeInteger(length) &&
  Number(offset) + Number(length) <= size &&
  (typeof label === 'string' || typeof label === 'number' || Array.isArray(label));
