import type { DatasetFacts, Examples } from '@codistill/core';
import { channelMoments } from '../channelMoments.ts';
import { inOrder } from './inOrder.ts';

/** What decoding some images has shown. */
export interface Seen {
  /** Mean and deviation of each channel over the images that can be used, which count equally. */
  readonly moments: Pick<DatasetFacts, 'mean' | 'std'>;
  /** Positions of those that cannot be used, in ascending order, with the errors. */
  readonly bad: readonly { readonly index: number; readonly error: unknown }[];
}

/** The numbers of images that are decoded before training. Mean and deviation are of the first. */
export const sampled = { train: 512, test: 64 } as const;

const imagesAtOnce = 16;
/** The longest side at which mean and deviation are taken. */
const longestSide = 64;

/** Positions of up to `most` of `size` examples, evenly spaced. */
export const evenly = (size: number, most: number): Int32Array => {
  const length = Math.min(most, size);
  return Int32Array.from({ length }, (_, i) => Math.floor((i * size) / length));
};

/**
 * Decodes the images at some positions, each whole and with its longer side at 64 pixels at most.
 */
export async function lookThrough(
  examples: Examples,
  positions: Int32Array,
  channels: number,
): Promise<Seen> {
  const look = async (index: number) => {
    const one = Int32Array.of(index);
    try {
      const shape = await examples.shapes!(one);
      const pixels = await examples.read(one, atMost(longestSide, shape[0]!, shape[1]!));
      return { index, found: channelMoments(pixels, channels) };
    } catch (error) {
      return { index, error };
    }
  };
  const [mean, square] = [new Float64Array(channels), new Float64Array(channels)];
  const bad: { readonly index: number; readonly error: unknown }[] = [];
  let count = 0;
  for await (const { index, error, found } of inOrder(Array.from(positions), imagesAtOnce, look)) {
    if (!found) {
      bad.push({ index, error });
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

function atMost(side: number, height: number, width: number) {
  const scale = Math.min(1, side / Math.max(height, width));
  const scaled = (length: number) => Math.max(1, Math.round(length * scale));
  return { height: scaled(height), width: scaled(width) };
}
