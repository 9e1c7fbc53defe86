import type { DatasetFacts } from '@codistill/core';
import { channelMoments } from '../channelMoments.ts';
import type { Problem } from './errors.ts';
import { examplesOf, type Reading } from './examples.ts';
import { pathAt } from './fileTable.ts';
import type { IndexedSplit } from './indexed.ts';
import { inOrder } from './inOrder.ts';

/** What decoding some images has shown. */
export interface Seen {
  /** Of the images that can be used, which count equally. */
  readonly moments: Pick<DatasetFacts, 'mean' | 'std'>;
  /** Positions of those that cannot be used, in ascending order, with the reasons. */
  readonly bad: readonly { readonly index: number; readonly problem: Problem }[];
}

const imagesAtOnce = 16;
/** The longest side at which mean and deviation are taken. */
const longestSide = 64;

/** Positions of up to `most` of `size` examples, evenly spaced. */
export const evenly = (size: number, most: number): Int32Array => {
  const length = Math.min(most, size);
  return Int32Array.from({ length }, (_, i) => Math.floor((i * size) / length));
};

/** Decodes the images at some positions, each whole. */
export async function lookThrough(
  split: IndexedSplit,
  positions: Int32Array,
  reading: Reading,
): Promise<Seen> {
  const examples = examplesOf(split, reading);
  const { channels } = reading;
  const look = async (index: number) => {
    const one = Int32Array.of(index);
    try {
      const [height, width] = (await examples.shapes!(one)) as unknown as [number, number];
      if (height * width === 1) return { index, reason: 'has one pixel alone' };
      const pixels = await examples.read(one, atMost(longestSide, height, width));
      return { index, found: channelMoments(pixels, channels) };
    } catch (error) {
      return { index, reason: `cannot be used: ${reasonOf(error, pathAt(split.files, index))}` };
    }
  };
  const [mean, square] = [new Float64Array(channels), new Float64Array(channels)];
  const bad: { readonly index: number; readonly problem: Problem }[] = [];
  let count = 0;
  for await (const { index, reason, found } of inOrder(Array.from(positions), imagesAtOnce, look)) {
    if (!found) {
      bad.push({ index, problem: { path: pathAt(split.files, index), reason } });
      continue;
    }
    count++;
    for (let c = 0; c < channels; c++) {
      mean[c]! += found.mean[c]!;
      square[c]! += found.std[c]! ** 2 + found.mean[c]! ** 2;
    }
  }
  return { moments: momentsOf(mean, square, Math.max(1, count)), bad };
}

function momentsOf(sums: Float64Array, squares: Float64Array, count: number): Seen['moments'] {
  const mean = Array.from(sums, (sum) => sum / count);
  const deviation = (c: number) => Math.sqrt(Math.max(0, squares[c]! / count - mean[c]! ** 2));
  return { mean, std: mean.map((_, c) => Math.min(1, Math.max(1e-3, deviation(c)))) };
}

/** The message of an error behind the path that it begins with. */
function reasonOf(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const at = message.indexOf(`${path}: `);
  return (at < 0 ? message : message.slice(at + path.length + 2)).replace(/\.$/, '');
}

function atMost(side: number, height: number, width: number) {
  const scale = Math.min(1, side / Math.max(height, width));
  const scaled = (length: number) => Math.max(1, Math.round(length * scale));
  return { height: scaled(height), width: scaled(width) };
}
