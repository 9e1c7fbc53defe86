import { type Files, isInputError } from '@codistill/core';
import { sha256 } from '../bytes.ts';
import { smallPixels } from '../encodedImages/encodedImages.ts';
import { inOrder } from '../encodedImages/inOrder.ts';
import { pixelBytes } from '../pixelBytes.ts';
import { type Problem, unusable } from './errors.ts';
import { examplesOf, type Reading } from './examples.ts';
import { countIn, pathAt } from './fileTable.ts';
import { columnDigest } from './fingerprint.ts';
import { writeKept } from './indexCache.ts';
import type { Indexed, IndexedSplit } from './indexed.ts';
import { reasonOf } from './lookAtFiles.ts';
import { everyImage } from './watched.ts';

/** The largest size of all decoded pixels of a folder that are kept, in memory and on the disk. */
const keptAtMost = 2 ** 30;
/** The bytes of pixels in each file of the cache. */
const fileBytes = 2 ** 25;

const pixelsOf = ({ shapes }: IndexedSplit, channels: number): number => {
  let sum = 0;
  for (let i = 0; i < shapes.length; i += 2) sum += shapes[i]! * shapes[i + 1]!;
  return sum * channels;
};
const fileOf = (folder: string, split: string, part: number) => `${folder}/${split}-${part}`;
const imagesAtOnce = 16;

/** A name for the pixels of a folder, which changes with any of its files. */
export async function stampOf({ fingerprint, splits }: Indexed): Promise<string> {
  const digests = [fingerprint];
  for (const { files } of Object.values(splits)) digests.push(await columnDigest(files.modified));
  return (await sha256(new TextEncoder().encode(digests.join()))).slice(0, 16);
}

/**
 * Whether the images of a folder seem to be small enough to keep their pixels, by those whose size
 * is known: a sample of each split.
 */
export function seemSmall({ splits, facts }: Indexed): boolean {
  let [bytes, images] = [0, 0];
  for (const { shapes, files } of Object.values(splits)) {
    images += countIn(files);
    let [known, some] = [0, 0];
    for (let i = 0; i < shapes.length; i += 2) {
      const area = shapes[i]! * shapes[i + 1]!;
      if (area > smallPixels) return false;
      if (area === 0) continue;
      known++;
      some += area * facts.channels;
    }
    bytes += (some / Math.max(1, known)) * countIn(files);
  }
  // Fewer images than are all looked at for changes, so that no pixels are out of date.
  return images <= everyImage && bytes > 0 && bytes <= keptAtMost;
}

/**
 * Decodes all images of a folder into files of the cache. Returns false if they are not small.
 * @throws InputError naming the files that cannot be decoded.
 */
export async function keepPixels(
  cache: Files,
  folder: string,
  { splits }: Indexed,
  reading: Reading,
): Promise<boolean> {
  const problems: Problem[] = [];
  let total = 0;
  for (const [name, split] of Object.entries(splits)) {
    const writer = partsWriter(cache, (part) => fileOf(folder, name, part));
    const positions = Array.from({ length: countIn(split.files) }, (_, i) => i);
    const whole = wholeImages(split, reading, problems);
    for await (const pixels of inOrder(positions, imagesAtOnce, whole)) {
      total += pixels?.length ?? 0;
      if (pixels === undefined || total > keptAtMost) return false;
      await writer.add(pixels);
    }
    await writer.end();
  }
  if (problems.length > 0) throw unusable(reading.files.root, problems);
  return true;
}

/**
 * Decodes a whole image of a split; undefined if it is not small, and no pixels, with a problem, if
 * it cannot be decoded.
 */
function wholeImages(split: IndexedSplit, reading: Reading, problems: Problem[]) {
  const examples = examplesOf(split, reading);
  return async (index: number): Promise<Uint8Array | undefined> => {
    const one = Int32Array.of(index);
    try {
      const shape = await examples.shapes!(one);
      const size = { height: shape[0]!, width: shape[1]! };
      return size.height * size.width > smallPixels ? undefined : await examples.read(one, size);
    } catch (error) {
      if (!isInputError(error)) throw error;
      const path = pathAt(split.files, index);
      problems.push({ path, reason: `cannot be used: ${reasonOf(error, path)}` });
      return new Uint8Array();
    }
  };
}

/** Writes bytes one after the other into files of `fileBytes` each; the last may be shorter. */
function partsWriter(cache: Files, nameOf: (part: number) => string) {
  const room = new Uint8Array(fileBytes);
  let [part, at] = [0, 0];
  const flush = async () => {
    await writeKept(cache, nameOf(part++), room.subarray(0, at));
    at = 0;
  };
  return {
    async add(bytes: Uint8Array) {
      for (let from = 0; from < bytes.length; ) {
        const some = bytes.subarray(from, from + fileBytes - at);
        room.set(some, at);
        at += some.length;
        from += some.length;
        if (at === fileBytes) await flush();
      }
    },
    async end() {
      if (at > 0) await flush();
    },
  };
}

/** The index with the pixels from the cache in shared memory; without, if a file is not whole. */
export async function withPixels(cache: Files, folder: string, indexed: Indexed): Promise<Indexed> {
  const splits: Record<string, IndexedSplit> = {};
  for (const [name, split] of Object.entries(indexed.splits)) {
    const pixels = pixelBytes(pixelsOf(split, indexed.facts.channels));
    for (let at = 0, part = 0; at < pixels.length; at += fileBytes, part++) {
      const bytes = await cache.read(fileOf(folder, name, part)).catch(() => new Uint8Array());
      if (bytes.length !== Math.min(fileBytes, pixels.length - at)) return indexed;
      pixels.set(bytes, at);
    }
    splits[name] = { ...split, pixels };
  }
  return { ...indexed, splits };
}

/** Empties the files of pixels that are no longer those of the folder. */
export async function dropPixels(cache: Files, folder: string, indexed: Indexed): Promise<void> {
  for (const [name, split] of Object.entries(indexed.splits)) {
    const bytes = pixelsOf(split, indexed.facts.channels);
    for (let at = 0, part = 0; at < bytes; at += fileBytes, part++)
      await cache.truncate(fileOf(folder, name, part), 0);
  }
}
